package io.brfed.internal.direct.recovery;

import io.brfed.spi.Key;
import io.brfed.spi.StoreRecovery.Times;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How far a recovery has come, as far as another process needs to know to go on with it. Immutable.
 *
 * @param idBase what PD's ids were, or are about to be, raised to; 0 if that has not been decided
 * @param times the timestamps of the flashback, once they are decided; they never change
 * @param prepared the ranges that are prepared for the flashback
 * @param done the ranges that are taken back
 * @param regions how many regions these are, of the step that was under way
 */
public record RecoveryState(long idBase, Optional<Times> times, List<Range> prepared, List<Range> done, long regions) {
    /** Nothing has been done. */
    public static final RecoveryState NEW = new RecoveryState(0, Optional.empty(), List.of(), List.of(), 0);

    /** Checks that no part is missing and copies the lists. */
    public RecoveryState {
        Objects.requireNonNull(times, "times");
        prepared = List.copyOf(prepared);
        done = List.copyOf(done);
    }

    /**
     * A part of the key space.
     *
     * @param start its first key
     * @param end the key after its last
     */
    public record Range(Key start, Key end) {
        /** Checks that both are given. */
        public Range {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(end, "end");
        }
    }

    RecoveryState withIdBase(long value) {
        return new RecoveryState(value, times, prepared, done, regions);
    }

    RecoveryState withTimes(Times value) {
        return new RecoveryState(idBase, Optional.of(value), prepared, done, regions);
    }

    RecoveryState withPrepared(List<Range> value, long count) {
        return new RecoveryState(idBase, times, value, done, count);
    }

    RecoveryState withDone(List<Range> value, long count) {
        return new RecoveryState(idBase, times, prepared, value, count);
    }

    /** Keeps states. */
    @FunctionalInterface
    public interface Saving {
        /** Keeps a state in the place of the one before; ends when it is safe. */
        CompletionStage<Void> save(RecoveryState state);
    }
}
