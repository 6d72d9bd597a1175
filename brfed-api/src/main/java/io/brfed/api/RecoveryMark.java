package io.brfed.api;

/**
 * What a deletion does with the mark by which a restore that failed has told PD that its TiDB cluster is recovering. While it
 * is set, every TiKV store enters recovery mode whenever it starts, for good; a store that comes up without it serves what its
 * volumes hold, which is not consistent before a restore has recovered it. Whatever is chosen, only that PD is touched which
 * the restore has marked, by its cluster id, and the deletion's report says what became of the mark.
 *
 * @since 0.1.0
 */
public enum RecoveryMark {
    /** The mark stays. */
    STAYS,
    /** The mark goes if PD has never had a store, else it stays; it also stays if PD does not answer. */
    GOES_IF_PD_IS_FRESH,
    /**
     * The mark goes, whether PD has had stores or not. For those who have taken the restored volumes out of the TidbCluster and
     * keep its PD. If PD does not answer, the deletion is not complete.
     */
    GOES
}
