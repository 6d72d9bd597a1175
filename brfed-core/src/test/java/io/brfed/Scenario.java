package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.plane.Cluster;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.Effect;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One kind of call whose effects are counted, so that a test can disturb each of them in turn. */
enum Scenario {
    COMPLETE_BACKUP {
        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return backup(federation, process);
        }
    },
    DIRECT_BACKUP {
        @Override
        void prepare(FakeFederation federation) {
            federation.planes().forEach(plane -> plane.script().directLike());
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return backup(federation, process);
        }
    },
    FAILING_BACKUP {
        @Override
        void prepare(FakeFederation federation) {
            federation
                    .plane("k8s-b")
                    .script()
                    .failsWith(Condition.VOLUMES_FAILED, "QuotaExceeded", "too many snapshots")
                    .after(Duration.ofSeconds(3));
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return backup(federation, process);
        }
    },
    RESTORE {
        @Override
        void prepare(FakeFederation federation) {
            federation.planes().forEach(plane -> plane.script().commitTs(TIMESTAMP));
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return restore(federation, process);
        }
    },
    DELETE_OF_ENDED_BACKUP {
        @Override
        void prepare(FakeFederation federation) {
            backup(federation, federation.newProcess());
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return delete(federation, process);
        }
    },
    DELETE_OF_RUNNING_BACKUP {
        @Override
        void prepare(FakeFederation federation) {
            dieInPause(federation);
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return delete(federation, process);
        }
    },
    RELEASE {
        @Override
        void prepare(FakeFederation federation) {
            dieInPause(federation);
        }

        @Override
        Object call(FakeFederation federation, DriverProcess process) {
            return Federation.release(federation.clustersSeenBy(process), process.scheduler());
        }
    };

    static final String NAME = "nightly";
    private static final Tso TIMESTAMP = Tso.at(Instant.parse("2025-12-31T00:00:00Z"));
    private static final int MEMBERS = 3;
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final List<Condition> SLOW =
            List.of(Condition.VOLUMES_COMPLETE, Condition.VOLUMES_RESTORED, Condition.DATA_RESTORED);

    /** The fakes as they are before the call whose effects count. */
    FakeFederation begin() {
        FakeFederation federation = FakeFederation.of(MEMBERS);
        federation.planes().forEach(plane -> SLOW.forEach(step -> plane.script().takes(step, SHORT)));
        prepare(federation);
        return federation;
    }

    void prepare(FakeFederation federation) {}

    /** The call, in one process. */
    abstract Object call(FakeFederation federation, DriverProcess process);

    /** The report is that of a call that nothing disturbed. */
    void mustBeUndisturbed(Object report) {
        switch (this) {
            case COMPLETE_BACKUP, DIRECT_BACKUP ->
                assertThat(((BackupReport) report).complete()).isTrue();
            case FAILING_BACKUP ->
                assertThat(((BackupReport) report).cause())
                        .map(FailureCause::reason)
                        .contains("QuotaExceeded");
            case RESTORE -> assertThat(((RestoreReport) report).complete()).isTrue();
            case DELETE_OF_ENDED_BACKUP, DELETE_OF_RUNNING_BACKUP, RELEASE -> {}
        }
    }

    /** How many effects the call has if nothing disturbs it. */
    int effects() {
        FakeFederation federation = begin();
        int before = federation.effects();
        call(federation, federation.newProcess());
        return federation.effects() - before;
    }

    /** Makes the call and has the process killed at one of its effects; what it had to say is lost with it. */
    void callAndKill(FakeFederation federation, int effect, Effect.Moment moment) {
        int number = federation.effects() + effect;
        DriverProcess process = federation.newProcess();
        federation.onEffect(seen -> {
            if (seen.number() == number && seen.moment() == moment) {
                process.kill();
            }
        });
        try {
            call(federation, process);
        } catch (DriverProcess.KilledException killed) {
            // The process is dead.
        }
    }

    static BackupReport backup(FakeFederation federation, DriverProcess process) {
        return Federation.backup(federation.clustersSeenBy(process))
                .named(NAME)
                .scheduler(process.scheduler())
                .execute();
    }

    static RestoreReport restore(FakeFederation federation, DriverProcess process) {
        return restoring(federation, process).execute();
    }

    static RestoreBuilder restoring(FakeFederation federation, DriverProcess process) {
        List<Cluster> clusters = federation.clustersSeenBy(process);
        Map<String, BackupLocation> parts = new TreeMap<>();
        clusters.forEach(
                cluster -> parts.put(cluster.name().value(), new BackupLocation("s3://fake/kept-" + cluster.name())));
        return Federation.restore(parts).into(clusters).named(NAME).scheduler(process.scheduler());
    }

    private static Object delete(FakeFederation federation, DriverProcess process) {
        return Federation.delete(federation.clustersSeenBy(process))
                .backup(NAME)
                .scheduler(process.scheduler())
                .execute();
    }

    private static void dieInPause(FakeFederation federation) {
        DriverProcess process = federation.newProcess();
        federation.time().schedule(Duration.ofSeconds(25), process::kill);
        try {
            backup(federation, process);
        } catch (DriverProcess.KilledException killed) {
            // Its members stay behind with the pause held.
        }
    }
}
