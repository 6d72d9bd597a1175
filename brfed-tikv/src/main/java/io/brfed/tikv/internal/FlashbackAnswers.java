package io.brfed.tikv.internal;

import io.brfed.api.StoreId;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.tikv.internal.wire.errorpb.Error;
import java.time.Duration;
import java.util.Optional;

/** What a region means by its answer to a call of the flashback. */
final class FlashbackAnswers {
    private FlashbackAnswers() {}

    /**
     * Reads an answer.
     *
     * @param hasRegionError whether there is a region error
     * @param region that error
     * @param words another error; empty if there is none
     */
    static Answer of(boolean hasRegionError, Error region, String words) {
        if (hasRegionError) {
            return of(region);
        }
        return words.isEmpty() ? Answer.DONE : Answer.of(Kind.PASSING, words);
    }

    private static Answer of(Error error) {
        if (error.hasNotLeader()) {
            long store = error.getNotLeader().getLeader().getStoreId();
            Optional<StoreId> leader = store == 0 ? Optional.empty() : Optional.of(new StoreId(store));
            return new Answer(Kind.NOT_LEADER, leader, Duration.ZERO, error.getMessage());
        }
        if (error.hasServerIsBusy()) {
            Duration asked =
                    Duration.ofMillis(Math.max(0, error.getServerIsBusy().getBackoffMs()));
            String reason = error.getServerIsBusy().getReason();
            return new Answer(Kind.BUSY, Optional.empty(), asked, reason.isEmpty() ? error.getMessage() : reason);
        }
        if (error.hasDiskFull()) {
            return Answer.of(
                    Kind.DISK_FULL,
                    "stores " + error.getDiskFull().getStoreIdList() + ": "
                            + error.getDiskFull().getReason());
        }
        return Answer.of(kind(error), text(error));
    }

    private static Kind kind(Error error) {
        if (error.hasEpochNotMatch()
                || error.hasRegionNotFound()
                || error.hasKeyNotInRegion()
                || error.hasStoreNotMatch()
                || error.hasMismatchPeerId()) {
            return Kind.CHANGED;
        }
        if (error.hasFlashbackInProgress()) {
            return Kind.IN_FLASHBACK;
        }
        // Whatever else there is passes, or is told by the time that the core gives a region.
        return error.hasFlashbackNotPrepared() ? Kind.NOT_PREPARED : Kind.PASSING;
    }

    private static String text(Error error) {
        if (error.hasFlashbackInProgress()) {
            return error.getMessage() + " (of start timestamp "
                    + Long.toUnsignedString(error.getFlashbackInProgress().getFlashbackStartTs()) + ")";
        }
        if (error.hasStoreNotMatch()) {
            return error.getMessage() + " (the store there is "
                    + Long.toUnsignedString(error.getStoreNotMatch().getActualStoreId()) + ")";
        }
        return error.getMessage();
    }
}
