package io.brfed.testkit.direct;

/**
 * Something that is wrong with a TiDB cluster in Kubernetes, so that a backup of it must be refused; each is a finding of
 * severity fault in the inventory.
 *
 * @since 0.1.0
 */
public enum ClusterFault {
    /** The first store's pod does not say its store id. */
    STORE_ID_MISSING,
    /** The second store's pod says the id of the first. */
    STORE_ID_TWICE,
    /** The first store's data claim is bound to no volume. */
    CLAIM_UNBOUND,
    /** The first store's data claim does not exist. */
    CLAIM_MISSING,
    /** The first store's data volume does not exist. */
    VOLUME_MISSING,
    /** The first store's data volume is not one of EBS. */
    VOLUME_NOT_EBS,
    /** The first store's data volume does not say its EBS volume. */
    VOLUME_ID_EMPTY,
    /** The first and the second store have the same EBS volume for their data. */
    VOLUME_ON_TWO_STORES,
    /** There is no TiKV pod at all. */
    NO_STORES
}
