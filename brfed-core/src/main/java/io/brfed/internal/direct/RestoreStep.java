package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.MemberState.Service;
import java.util.Optional;

/** The steps of one member's restore, each safe to repeat and stored before the next. */
enum RestoreStep {
    /** Writes the journal, so that the process that had it before stops. */
    TAKE_OVER("NotTakenOver"),
    /** Reads what is restored. */
    LOAD("BackupNotUsable"),
    /** The keeper marks PD, and raises its timestamps. */
    OPEN_PD("PdNotPrepared"),
    /** Volumes are made. */
    VOLUMES("VolumesNotRestored"),
    /** Persistent volumes and claims are made. */
    PLACE("VolumesNotPlaced"),
    /** TiKV is let start, and waited for. */
    START("TikvNotReady"),
    /** The data is made consistent. */
    DATA("DataNotRestored"),
    /** TiKV is started anew, in normal mode. */
    RESTART("TikvNotRestarted"),
    /** The recovery mode is ended. */
    RELEASE("RecoveryModeNotEnded"),
    /** Whether the TidbCluster is in service is looked at. */
    WATCH("ServiceNotSeen");

    private final String reason;

    RestoreStep(String reason) {
        this.reason = reason;
    }

    /** The reason of a member whose step failed. */
    String reason() {
        return reason;
    }

    /**
     * What to do next; empty if there is nothing until another phase is told.
     *
     * @param loaded whether this process has read what is restored
     */
    static Optional<RestoreStep> next(MemberBook book, boolean loaded) {
        if (book.journal().desired == Phase.RESTORE_FINISH) {
            return finishing(book);
        }
        RestoreJournal journal = book.journal().restore;
        if (!loaded) {
            return Optional.of(LOAD);
        }
        if (book.isInitializer() && journal.pd != RestoreJournal.Pd.OPENED) {
            return Optional.of(OPEN_PD);
        }
        if (!book.has(Condition.VOLUMES_RESTORED)) {
            return Optional.of(VOLUMES);
        }
        if (!journal.placed) {
            return Optional.of(PLACE);
        }
        if (!book.has(Condition.TIKV_READY)) {
            return Optional.of(START);
        }
        boolean data = book.journal().desired == Phase.RESTORE_DATA && !book.has(Condition.DATA_RESTORED);
        return data ? Optional.of(DATA) : Optional.empty();
    }

    private static Optional<RestoreStep> finishing(MemberBook book) {
        RestoreJournal journal = book.journal().restore;
        if (!journal.released) {
            return Optional.of(RESTART);
        }
        if (!book.has(Condition.COMPLETE)) {
            return Optional.of(RELEASE);
        }
        return journal.service().equals(Optional.of(Service.UP)) ? Optional.empty() : Optional.of(WATCH);
    }
}
