package io.brfed.spi;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What PD does only for a TiDB cluster that comes back from volumes. Only makes calls, always to the present leader: whether
 * they may be made is decided by the core, because each of them can wreck a cluster that is alive. Safe for use by several
 * threads; no method blocks its caller. Failures are as those of {@link PdClient}.
 *
 * @since 0.1.0
 */
public interface PdRecovery {
    /** Whether a TiKV store has ever registered. A fresh PD answers that it is not. */
    CompletionStage<Boolean> isBootstrapped(Duration limit);

    /** Whether PD says that its cluster is recovering, which a TiKV store asks once, when it starts. */
    CompletionStage<Boolean> isMarked(Duration limit);

    /** Says that the cluster is recovering. Idempotent. */
    CompletionStage<Void> mark(Duration limit);

    /** Ends {@link #mark}. Idempotent. Stores that run go on recovering until they are started again. */
    CompletionStage<Void> unmark(Duration limit);

    /**
     * Makes PD give out no timestamp that is not above one. One below PD's own changes nothing. Only an answer that says that
     * PD's own is greater may be taken for success beside success itself.
     */
    CompletionStage<Void> raiseTimestamp(Tso to, Duration limit);

    /**
     * Makes PD give out ids above one. PD does as it is told, downwards too; fails with {@code REFUSED} unless PD is marked.
     *
     * @param id the greatest id that is taken; unsigned
     */
    CompletionStage<Void> setIdBase(long id, Duration limit);

    /**
     * Changes settings that are on no volume. Idempotent. Fails with {@code REFUSED} if no TiKV store has ever registered, or if
     * PD takes what it is told for wrong, such as a placement rule that no store fits.
     *
     * @param document which
     * @param json what to change, in the form that the document has
     */
    CompletionStage<Void> change(Document document, String json, Duration limit);

    /**
     * Settings of PD that decide where replicas may be, each a document of {@link PdClient#state}.
     *
     * @since 0.1.0
     */
    enum Document {
        /** How many replicas there are and what keeps them apart: changed by the settings that are told; others stay. */
        REPLICATE("replicate"),
        /** Where replicas are placed: changed by all groups with all their rules; what is not told is removed. */
        PLACEMENT_RULES("placement-rules"),
        /** Labels of ranges of keys: changed by the rules in {@code sets} and the ids of rules in {@code deletes}. */
        REGION_LABEL_RULES("region-label-rules");

        private final String documentName;

        Document(String documentName) {
            this.documentName = documentName;
        }

        /** Its name in {@link PdClient#state}. */
        public String documentName() {
            return documentName;
        }
    }
}
