package io.brfed.sim;

import io.brfed.Federation;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.DeletionReport;
import io.brfed.api.ReleaseReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.plane.Cluster;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.invariant.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One call whose effects are disturbed, each in turn. */
enum Routine {
    /** A backup by planes like TiDB Operator. */
    BACKUP_OPERATOR_LIKE {
        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            return backup(federation, history, process);
        }
    },
    /** A backup by planes that do the work themselves. */
    BACKUP_DIRECT_LIKE {
        @Override
        void prepare(FakeFederation federation, History history) {
            federation.planes().forEach(plane -> plane.script().directLike());
        }

        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            return backup(federation, history, process);
        }
    },
    /** A restore. */
    RESTORE {
        @Override
        void prepare(FakeFederation federation, History history) {
            federation.planes().forEach(plane -> plane.script().commitTs(TIMESTAMP));
        }

        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            List<Cluster> clusters = federation.clustersSeenBy(process);
            Map<String, BackupLocation> parts = new TreeMap<>();
            clusters.forEach(cluster ->
                    parts.put(cluster.name().value(), new BackupLocation("s3://fake/kept-" + cluster.name())));
            RestoreReport report = Federation.restore(parts)
                    .into(clusters)
                    .named(NAME)
                    .scheduler(process.scheduler())
                    .execute();
            history.reported(process, report);
            return report.complete();
        }
    },
    /** The deletion of a complete backup. */
    DELETE {
        @Override
        void prepare(FakeFederation federation, History history) {
            backup(federation, history, federation.newProcess());
        }

        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            DeletionReport report = Federation.delete(federation.clustersSeenBy(process))
                    .backup(NAME)
                    .withSnapshots()
                    .scheduler(process.scheduler())
                    .execute();
            history.reported(process, report);
            return report.complete() == DeletionReport.Completeness.COMPLETE;
        }
    },
    /** The emergency release of a pause whose driver is dead. */
    RELEASE {
        @Override
        void prepare(FakeFederation federation, History history) {
            dieInPause(federation, history);
        }

        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            ReleaseReport report = Federation.release(federation.clustersSeenBy(process), process.scheduler());
            history.reported(process, report);
            return report.clean();
        }

        @Override
        void clear(FakeFederation federation, History history) {
            boolean gone = DELETE.call(federation, history, federation.newProcess());
            if (!gone) {
                // A disturbance that comes so late meets the deletion, whose caller has to call again.
                DELETE.call(federation, history, federation.newProcess());
            }
        }
    },
    /** A backup whose first driver died in the pause. */
    RESUME {
        @Override
        void prepare(FakeFederation federation, History history) {
            dieInPause(federation, history);
        }

        @Override
        boolean call(FakeFederation federation, History history, DriverProcess process) {
            return backup(federation, history, process);
        }
    };

    private static final String NAME = "nightly";
    private static final int MEMBERS = 3;
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final Duration IN_PAUSE = Duration.ofSeconds(25);
    private static final Tso TIMESTAMP = Tso.at(Instant.parse("2025-12-31T00:00:00Z"));
    private static final List<Condition> SLOW =
            List.of(Condition.VOLUMES_COMPLETE, Condition.VOLUMES_RESTORED, Condition.DATA_RESTORED);

    /** A world as it is before the call whose effects count. */
    FakeFederation world() {
        FakeFederation federation = FakeFederation.of(MEMBERS);
        federation.planes().forEach(plane -> SLOW.forEach(step -> plane.script().takes(step, SHORT)));
        return federation;
    }

    void prepare(FakeFederation federation, History history) {}

    /** The call, in one process; whether it did everything. */
    abstract boolean call(FakeFederation federation, History history, DriverProcess process);

    /** What has to follow so that nothing unfinished is left. */
    void clear(FakeFederation federation, History history) {}

    private static boolean backup(FakeFederation federation, History history, DriverProcess process) {
        BackupReport report = Federation.backup(federation.clustersSeenBy(process))
                .named(NAME)
                .scheduler(process.scheduler())
                .execute();
        history.reported(process, report);
        return report.complete();
    }

    private static void dieInPause(FakeFederation federation, History history) {
        DriverProcess process = federation.newProcess();
        federation.time().schedule(IN_PAUSE, () -> {
            history.happened(io.brfed.testkit.FaultKind.PROCESS_CRASH);
            process.kill();
        });
        try {
            backup(federation, history, process);
        } catch (DriverProcess.KilledException killed) {
            // Its members stay behind with the pause held.
        }
    }
}
