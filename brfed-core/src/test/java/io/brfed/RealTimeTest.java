package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.FederationCancelledException;
import io.brfed.api.FederationEvent;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.internal.SystemScheduler;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On the system clock and its own thread, as in production. */
class RealTimeTest {
    private final FakeFederation federation = FakeFederation.of(3, SystemScheduler.shared());

    @Test
    void aBackupWhoseMembersAnswerAtOnceIsCompleteAtOnce() {
        federation.planes().forEach(plane -> plane.script().atOnce());

        BackupReport report = Federation.backup(federation.clusters()).execute();

        assertThat(report.complete()).isTrue();
        assertThat(report.operation().duration()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aCallerInAForkJoinPoolOfOneThreadDoesNotKeepOthersOut() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        ForkJoinTask<?> caller = pool.submit(() -> {
            SystemScheduler.shared().await(awaited);
            return "returned";
        });

        pool.execute(() -> awaited.complete(null));

        assertThat(caller.get(30, TimeUnit.SECONDS)).isEqualTo("returned");
        pool.shutdown();
    }

    @Test
    void anInterruptedCallerCancelsAndTheCleanUpGoesOn() throws InterruptedException {
        federation
                .planes()
                .forEach(plane -> plane.script().directLike().atOnce().never(Condition.SNAPSHOTS_CREATED));
        CountDownLatch initialized = new CountDownLatch(1);
        CompletableFuture<OperationReport.Status> ended = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Operation<BackupReport> operation = Federation.backup(federation.clusters())
                .listener(event -> {
                    if (event instanceof FederationEvent.ConditionReached) {
                        initialized.countDown();
                    } else if (event instanceof FederationEvent.Ended end) {
                        ended.complete(end.status());
                    }
                })
                .start();
        Thread caller = new Thread(() -> {
            try {
                operation.await();
                thrown.complete(new IllegalStateException("it returned"));
            } catch (FederationCancelledException cancelled) {
                thrown.complete(Thread.currentThread().isInterrupted() ? cancelled : new IllegalStateException("flag"));
            }
        });
        caller.start();
        initialized.await();

        caller.interrupt();

        assertThat(thrown.join())
                .isInstanceOf(FederationCancelledException.class)
                .hasMessageContaining(operation.name().value());
        assertThat(ended.join()).isEqualTo(OperationReport.Status.CANCELLED);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void whoeverWaitsWithAnInterruptFlagSetIsToldAtOnce() {
        federation.planes().forEach(plane -> plane.script().atOnce().never(Condition.VOLUMES_COMPLETE));
        Operation<BackupReport> operation =
                Federation.backup(federation.clusters()).start();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(FederationCancelledException.class).isThrownBy(operation::await);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void severalOperationsRunSideBySideOnOneThread() {
        List<Operation<BackupReport>> operations = Stream.generate(() -> FakeFederation.of(3, SystemScheduler.shared()))
                .limit(5)
                .peek(each -> each.planes().forEach(plane -> plane.script().atOnce()))
                .map(each -> Federation.backup(each.clusters()).start())
                .toList();

        assertThat(operations.stream().map(Operation::await)).allMatch(BackupReport::complete);
        assertThat(operations.stream().map(Operation::name).map(OperationName::value))
                .doesNotHaveDuplicates();
    }
}
