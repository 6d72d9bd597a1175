package io.brfed.testkit.invariant;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationId;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.SnapshotSet;
import io.brfed.testkit.tidb.Judgement;
import io.brfed.testkit.tidb.RestoreOutcome;
import java.util.Optional;

/** What is on the snapshots of a complete backup, and what a complete restore made of it. */
final class DataComesBack implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        for (Event event : history.events()) {
            if (event instanceof Event.Reported reported) {
                if (reported.report() instanceof BackupReport backup && backup.complete()) {
                    check(history, backup, findings);
                } else if (reported.report() instanceof RestoreReport restore && restore.complete()) {
                    check(history, restore, findings);
                }
            }
        }
    }

    private static void check(History history, BackupReport backup, Findings findings) {
        boolean verified = backup.operation().assurance() == Assurance.VERIFIED;
        if (verified || (heldThroughout(history, backup.operation().id()) && !overtaken(history, backup))) {
            // A member that a late request made anew after the deletion has written other snapshots to the same place.
            Optional<Judgement> judgement = Unseeable.madeAfterRemoval(history).isEmpty()
                    ? history.federation().judge(backup)
                    : Optional.empty();
            judgement.ifPresent(judged -> findings.expect(
                    judged.isConsistent(), () -> backup.operation().assurance() + " backup that is " + judged));
        }
    }

    private static void check(History history, RestoreReport restore, Findings findings) {
        Optional<RestoreOutcome> outcome =
                history.federation().restored(restore.operation().id());
        outcome.ifPresent(found -> findings.expect(
                found instanceof RestoreOutcome.Restored, () -> "complete restore that came to " + found));
    }

    /**
     * Whether the timestamp fell below what garbage collection was held at, because PD's leader changed after that: a plane
     * that reads the timestamp of each member anew cannot show it.
     */
    private static boolean overtaken(History history, BackupReport backup) {
        return history.of(Event.Captured.class)
                .map(Event.Captured::set)
                .filter(set -> set.id().equals(backup.operation().id()))
                .flatMap(set -> set.captures().stream())
                .anyMatch(capture -> backup.commitTs()
                        .filter(commitTs -> capture.droppedUpTo().compareTo(commitTs) > 0)
                        .isPresent());
    }

    private static boolean heldThroughout(History history, OperationId id) {
        return history.of(Event.Captured.class)
                .map(Event.Captured::set)
                .filter(set -> set.id().equals(id))
                .allMatch(set -> set.pause() == SnapshotSet.Pause.HELD_THROUGHOUT);
    }
}
