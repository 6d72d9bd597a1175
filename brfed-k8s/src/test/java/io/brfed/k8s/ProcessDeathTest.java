package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationKind;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The control plane dies after each of its writes; a call with the same name finishes what it began. Each death is in a
 * federation of its own, so that several happen at the same time.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProcessDeathTest {
    private static final int MORE_THAN_ALL = 40;
    private static final List<String> OURS =
            List.of("brfed.io", "federalVolumeBackupPhase", "federalVolumeRestorePhase", "resumeGcSchedule");

    @TestFactory
    Stream<DynamicTest> aBackupIsFinishedByTheNextProcess() {
        return writes(ProcessDeathTest::backupDiesAt)
                .mapToObj(write -> DynamicTest.dynamicTest("after write " + write, () -> backupDiesAt(write)));
    }

    @TestFactory
    Stream<DynamicTest> aRestoreIsFinishedByTheNextProcess() {
        return writes(ProcessDeathTest::restoreDiesAt)
                .mapToObj(write -> DynamicTest.dynamicTest("after write " + write, () -> restoreDiesAt(write)));
    }

    /** The writes of a run that nobody disturbs. */
    private static java.util.stream.IntStream writes(java.util.function.IntUnaryOperator run) {
        int count = run.applyAsInt(MORE_THAN_ALL);
        assertThat(count).isPositive().isLessThan(MORE_THAN_ALL);
        return java.util.stream.IntStream.rangeClosed(1, count);
    }

    private static int backupDiesAt(int write) {
        try (OperatorFederation federation = new OperatorFederation()) {
            OperatorFederation.ControlPlane first = federation.process();
            AtomicInteger writes = dyingAt(write, federation, first);
            Federation.backup(first.clusters())
                    .named("nightly")
                    .deadlines(deadlines(OperationKind.BACKUP))
                    .pacing(OperatorFederation.quick())
                    .start()
                    .await(write == MORE_THAN_ALL ? Duration.ofMinutes(1) : Duration.ofMillis(600));

            BackupReport report = Federation.backup(federation.process().clusters())
                    .named("nightly")
                    .deadlines(deadlines(OperationKind.BACKUP))
                    .pacing(OperatorFederation.quick())
                    .execute();

            assertThat(report.complete()).as(report.toString()).isTrue();
            assertThat(federation.pauses().held()).isFalse();
            assertThat(federation.pauses().snapshotsOutsidePause()).isEmpty();
            assertThat(federation.pauses().snapshots()).hasSize(OperatorFederation.NAMES.size());
            return writes.get();
        }
    }

    private static int restoreDiesAt(int write) {
        try (OperatorFederation federation = new OperatorFederation()) {
            BackupReport backup = Federation.backup(federation.process().clusters())
                    .named("nightly")
                    .execute();
            OperatorFederation.ControlPlane first = federation.process();
            AtomicInteger writes = dyingAt(write, federation, first);
            Federation.restore(backup)
                    .into(first.fresh())
                    .named("drill")
                    .deadlines(deadlines(OperationKind.RESTORE))
                    .pacing(OperatorFederation.quick())
                    .start()
                    .await(write == MORE_THAN_ALL ? Duration.ofMinutes(1) : Duration.ofMillis(600));

            RestoreReport report = Federation.restore(backup)
                    .into(federation.process().fresh())
                    .named("drill")
                    .deadlines(deadlines(OperationKind.RESTORE))
                    .pacing(OperatorFederation.quick())
                    .execute();

            assertThat(report.complete()).as(report.toString()).isTrue();
            assertThat(report.commitTs()).isEqualTo(backup.commitTs());
            federation.servers().forEach(server -> assertThat(created(server)).isEqualTo(1));
            return writes.get();
        }
    }

    private static long created(EmbeddedKubernetes server) {
        return server.requests().of(Verb.CREATE, "restores").stream()
                .filter(request -> request.status() == 201)
                .count();
    }

    /** The write still takes effect: it had arrived when the process died, and only its answer is lost. */
    private static AtomicInteger dyingAt(
            int write, OperatorFederation federation, OperatorFederation.ControlPlane process) {
        AtomicInteger writes = new AtomicInteger();
        for (EmbeddedKubernetes server : federation.servers()) {
            server.faults()
                    .onAny()
                    .when(request -> {
                        if (ours(request) && writes.incrementAndGet() == write) {
                            process.die();
                        }
                        return false;
                    })
                    .always()
                    .delay(Duration.ZERO);
        }
        return writes;
    }

    private static boolean ours(RecordedRequest request) {
        boolean writes = request.verb() == Verb.CREATE || request.verb() == Verb.PATCH;
        boolean member =
                request.resource().equals("backups") || request.resource().equals("restores");
        return writes && member && OURS.stream().anyMatch(request.body()::contains);
    }

    private static Deadlines deadlines(OperationKind kind) {
        return OperatorFederation.shortDeadlines(kind);
    }
}
