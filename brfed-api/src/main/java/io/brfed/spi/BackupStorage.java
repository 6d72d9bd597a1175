package io.brfed.spi;

import io.brfed.api.BackupLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the metadata of backups and the journals of operations are kept: named objects under one location. Safe for use by
 * several threads; no method blocks its caller. Keys are relative to the location and use {@code /}.
 *
 * <p>A failed call says with its {@link io.brfed.api.ProviderException.Fault} what may be done: {@code RETRY} where nothing
 * was done and the same call may succeed at once (a throttled request), {@code UNREACHABLE} where no connection was made or a
 * read has no answer, {@code OUTCOME_UNKNOWN} where a write or a removal has no answer and may still take effect,
 * {@code REFUSED} where the same call will fail again (no right, no such bucket, more keys than asked for). A missing object
 * and a condition that does not hold are answers, not failures.
 *
 * @since 0.1.0
 */
public interface BackupStorage {
    /** The location that keys are relative to. */
    BackupLocation location();

    /** Whether a write can be made to depend on what is there. */
    Guard guard();

    /** Reads an object; empty if there is none. Never an older version than the last completed write. */
    CompletionStage<Optional<StoredObject>> read(String key, Duration limit);

    /**
     * Writes an object as a whole.
     *
     * @param condition what must be there; a storage without {@linkplain #guard() guard} looks before it writes
     * @return what was written; empty if the condition did not hold and nothing was written
     */
    CompletionStage<Optional<StoredObject>> write(String key, byte[] content, Condition condition, Duration limit);

    /** The keys that begin with a prefix, in order; fails if there are more than {@code most}. */
    CompletionStage<List<String>> list(String prefix, int most, Duration limit);

    /** Removes an object. Idempotent. */
    CompletionStage<Void> delete(String key, Duration limit);

    /**
     * Whether a storage can make a write depend on what is there.
     *
     * @since 0.1.0
     */
    enum Guard {
        /** Of two writers with the same condition one succeeds. */
        ATOMIC,
        /** Two writers at the same moment may both succeed. */
        NONE
    }

    /**
     * What must be there for a write to happen.
     *
     * @param kind the kind of condition
     * @param version the version that must be there; empty unless {@link Kind#UNCHANGED}
     * @since 0.1.0
     */
    record Condition(Kind kind, String version) {
        /** Whatever is there is replaced. */
        public static final Condition ALWAYS = new Condition(Kind.ALWAYS, "");
        /** Nothing may be there. */
        public static final Condition ABSENT = new Condition(Kind.ABSENT, "");

        /** Exactly this version must be there. */
        public static Condition unchanged(StoredObject seen) {
            return new Condition(Kind.UNCHANGED, seen.version());
        }

        /**
         * The kinds of conditions.
         *
         * @since 0.1.0
         */
        public enum Kind {
            /** None. */
            ALWAYS,
            /** Nothing may be there. */
            ABSENT,
            /** What is there must not have changed. */
            UNCHANGED
        }
    }
}
