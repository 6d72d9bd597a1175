package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Stamp;
import io.brfed.testkit.DriverProcess;

/** A phase of a backup is declared only by a process that knows what has to be true for it, and it is true. */
final class Order implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        boolean backups = history.of(Event.Sent.class)
                .anyMatch(sent -> sent.declaration().stamp().kind() == OperationKind.BACKUP);
        if (!backups) {
            return;
        }
        Knowledge known = new Knowledge();
        for (Event event : history.events()) {
            if (event instanceof Event.Learned learned) {
                known.learned(learned);
            } else if (event instanceof Event.Fact fact) {
                known.happened(fact);
            } else if (event instanceof Event.Sent sent
                    && sent.declaration().stamp().kind() == OperationKind.BACKUP) {
                check(sent, known, findings);
            }
        }
    }

    private static void check(Event.Sent sent, Knowledge known, Findings findings) {
        Stamp stamp = sent.declaration().stamp();
        Phase phase = sent.declaration().phase();
        boolean stays = stays(sent, known);
        if (phase == Phase.EXECUTE && !stays) {
            executes(sent, stamp, known, findings);
        } else if (phase == Phase.RESUME && !stamp.failed() && !stays) {
            resumes(sent, stamp, known, findings);
        } else if (phase == Phase.TEARDOWN && !stamp.failed() && !stays) {
            findings.expect(Facts.ok(stamp), () -> "torn down without a verdict: " + sent);
            findings.expect(
                    known.knowsOfAll(null, stamp, Condition.VOLUMES_COMPLETE)
                            && known.knowsOfAll(sent.by(), stamp, Condition.VOLUMES_COMPLETE),
                    () -> "finished before all volumes were complete: " + sent);
        }
    }

    /** Only the stamp of a member is written, which is in that phase or a later one already. */
    private static boolean stays(Event.Sent sent, Knowledge known) {
        io.brfed.plane.MemberState before =
                known.last(sent.by(), sent.declaration().member());
        return before != null
                && before.desired()
                        .filter(phase -> phase.reached(sent.declaration().phase()))
                        .isPresent();
    }

    private static void executes(Event.Sent sent, Stamp stamp, Knowledge known, Findings findings) {
        ClusterName initializer = stamp.initializer();
        DriverProcess by = sent.by();
        findings.expect(
                known.knows(by, stamp.id(), initializer, Condition.INITIALIZED)
                        && known.knows(null, stamp.id(), initializer, Condition.INITIALIZED),
                () -> "snapshots before the pause: " + sent);
        findings.expect(
                !known.knows(by, stamp.id(), initializer, Condition.INITIALIZE_FAILED),
                () -> "snapshots after the initialization was known to have failed: " + sent);
        for (Condition failure : Condition.values()) {
            if (failure.failure() && failure != Condition.INITIALIZE_FAILED) {
                findings.expect(
                        !known.knowsOfSome(by, stamp, failure),
                        () -> "snapshots after " + failure + " was known: " + sent);
            }
        }
        findings.expect(!stamp.failed(), () -> "snapshots after the backup was given up: " + sent);
    }

    private static void resumes(Event.Sent sent, Stamp stamp, Knowledge known, Findings findings) {
        findings.expect(Facts.ok(stamp), () -> "resumed without a verdict: " + sent);
        findings.expect(
                known.knowsOfAll(null, stamp, Condition.SNAPSHOTS_CREATED)
                        && known.knowsOfAll(sent.by(), stamp, Condition.SNAPSHOTS_CREATED),
                () -> "resumed as a success before all snapshots were created: " + sent);
        findings.expect(
                !known.knowsOfSome(sent.by(), stamp, Condition.VOLUMES_FAILED)
                        && !known.knows(sent.by(), stamp.id(), stamp.initializer(), Condition.INITIALIZE_FAILED),
                () -> "resumed as a success after a failure was known: " + sent);
    }
}
