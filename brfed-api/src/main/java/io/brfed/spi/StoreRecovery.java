package io.brfed.spi;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.RegionRoute.Peer;
import io.brfed.spi.RegionRoute.RegionAt;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * What TiKV stores do for a cluster that comes back from volumes: tell what they have, make their peers leaders, and take
 * regions back to one timestamp. Only makes calls; who leads, what is tried again and what an answer means is decided by
 * the core. Safe for use by several threads; no method blocks its caller.
 *
 * @since 0.1.0
 */
public interface StoreRecovery {
    /**
     * Reads every region that has a peer on the store. Ends a {@link #recover} that goes on there. Fails with
     * {@code REFUSED} if the store is not in recovery mode.
     *
     * @param pages is given what is read, in order, on any thread; while it takes a page, no further one is asked for
     */
    CompletionStage<Void> readRegions(PdStore store, Consumer<List<RegionMeta>> pages, Duration limit);

    /**
     * Makes the store's peers of some regions their leaders, and waits until each has applied its log. The store tries
     * without end. A call to a store ends the one before it, which fails with {@code BUSY_UNTIL} or {@code RETRY}. An
     * adapter must not break off before it has sent everything, because the store's process ends of that.
     *
     * @param regions their ids; read once, while they are sent
     */
    CompletionStage<Void> recover(PdStore store, LongStream regions, Duration limit);

    /**
     * Blocks a region for everything but {@link #flashback}, and removes the locks in it. Idempotent; another start replaces
     * the one before.
     */
    CompletionStage<Answer> prepareFlashback(Target target, Times times, Duration limit);

    /**
     * Takes a region back to how it was at a timestamp, by writing that again at a later one. Idempotent with the same times.
     * The store's process ends if it finds a commit later than that.
     */
    CompletionStage<Answer> flashback(Target target, Times times, Duration limit);

    /**
     * One region, and who leads it.
     *
     * @param store the leader's store
     * @param leader the leading peer
     * @param region the region, whose whole range is meant; its keys are encoded as PD has them
     * @since 0.1.0
     */
    record Target(PdStore store, Peer leader, RegionAt region) {
        /** Checks that no part is missing. */
        public Target {
            Objects.requireNonNull(store, "store");
            Objects.requireNonNull(leader, "leader");
            Objects.requireNonNull(region, "region");
        }
    }

    /**
     * The timestamps of a flashback.
     *
     * @param version what everything goes back to
     * @param start when the flashback begins; below {@code commit}
     * @param commit what is written is written at this; above every commit on the volumes
     * @since 0.1.0
     */
    record Times(Tso version, Tso start, Tso commit) {
        /** Checks the order. */
        public Times {
            if (version.compareTo(start) > 0 || start.compareTo(commit) >= 0) {
                throw new IllegalArgumentException("a flashback to " + version + " that begins at " + start
                        + " and commits at " + commit + "; they must be in this order");
            }
        }
    }

    /**
     * What a region answered.
     *
     * @param what the kind
     * @param leader the store of the leader, if it is another and known
     * @param backOff how long the store asks to be left alone; zero if it does not say
     * @param text the store's words
     * @since 0.1.0
     */
    record Answer(Kind what, Optional<StoreId> leader, Duration backOff, String text) {
        /** It is done. */
        public static final Answer DONE = new Answer(Kind.DONE, Optional.empty(), Duration.ZERO, "");

        /** Checks that no part is missing. */
        public Answer {
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(leader, "leader");
            Objects.requireNonNull(backOff, "backOff");
            Objects.requireNonNull(text, "text");
        }

        /** An answer of which only the kind and the words matter. */
        public static Answer of(Kind what, String text) {
            return new Answer(what, Optional.empty(), Duration.ZERO, text);
        }
    }

    /**
     * Kinds of answers.
     *
     * @since 0.1.0
     */
    enum Kind {
        /** It is done. */
        DONE,
        /** Another store leads. */
        NOT_LEADER,
        /** The region is not, or no longer, as it was asked for: its epoch, its range, its place. */
        CHANGED,
        /** The store has too much to do. */
        BUSY,
        /** Something that passes. */
        PASSING,
        /** Another flashback is under way in the region. */
        IN_FLASHBACK,
        /** The region has not been prepared, or that was undone. */
        NOT_PREPARED,
        /** The store's disk is full. */
        DISK_FULL
    }
}
