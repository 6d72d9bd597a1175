package io.brfed.internal.direct;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.MemberState.Service;
import io.brfed.spi.VolumeWarmUp.Moment;
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
    /** Volumes are read once. */
    WARM("VolumesNotWarm"),
    /** Write-ahead logs are looked through, because no TiKV may start on damaged ones. */
    CHECK_LOGS("LogsNotSound"),
    /** TiKV is let start, and waited for. */
    START("TikvNotReady"),
    /** PD's settings are made those of the backup. */
    PD_SETTINGS("PdSettingsNotReplayed"),
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
     * @param steps knows what this process has read, and what it restores with
     */
    static Optional<RestoreStep> next(MemberBook book, RestoreSteps steps) {
        if (book.journal().desired == Phase.RESTORE_FINISH) {
            return finishing(book);
        }
        RestoreJournal journal = book.journal().restore;
        if (!steps.loaded()) {
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
        if (!journal.warmed && steps.warmsUp(Moment.BEFORE_TIKV)) {
            return Optional.of(steps.checksLogs() ? CHECK_LOGS : WARM);
        }
        if (!book.has(Condition.TIKV_READY)) {
            return Optional.of(START);
        }
        if (!journal.warmed && steps.warmsUp(Moment.BESIDE_TIKV)) {
            return Optional.of(WARM);
        }
        boolean data = book.journal().desired == Phase.RESTORE_DATA && !book.has(Condition.DATA_RESTORED);
        if (data && !journal.replayed && steps.settings().replays()) {
            return Optional.of(PD_SETTINGS);
        }
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
