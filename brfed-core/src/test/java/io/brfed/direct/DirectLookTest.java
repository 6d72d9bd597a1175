package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.PauseWindow;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and writes of journals that overtake each other. */
class DirectLookTest {
    private static final Duration ON_THE_WAY = Duration.ofMillis(30);

    /** Writes take effect late, and what a read finds is told late. */
    private static BackupStorage slow(DirectWorld world, Duration reads) {
        BackupStorage storage = world.storage.at(DirectWorld.ROOT);
        return (BackupStorage) Proxy.newProxyInstance(
                DirectLookTest.class.getClassLoader(),
                new Class<?>[] {BackupStorage.class},
                (proxy, method, arguments) -> {
                    Callable<Object> call = () -> method.invoke(storage, arguments);
                    return switch (method.getName()) {
                        case "read" -> told(world, reads, (CompletionStage<?>) call.call());
                        case "write" ->
                            told(world, ON_THE_WAY, CompletableFuture.completedFuture(true))
                                    .thenCompose(arrived -> called(call));
                        default -> call.call();
                    };
                });
    }

    private static CompletionStage<?> called(Callable<Object> call) {
        try {
            return (CompletionStage<?>) call.call();
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletionStage<Object> told(DirectWorld world, Duration delay, CompletionStage<?> answer) {
        CompletableFuture<Object> later = new CompletableFuture<>();
        answer.whenComplete((value, error) -> world.time.schedule(delay, () -> later.complete(value)));
        return later;
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 60, 150})
    void aReadThatAnOwnSaveOvertookIsNoSignOfAnotherProcess(long millis) {
        DirectWorld world = DirectWorld.of(3);
        DirectPlanes planes =
                DirectPlanes.of(world.pd, world.stores).scheduler(world.time).build();
        List<Cluster> clusters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "k8s-" + "abc".charAt(i);
            BackupStorage storage = slow(world, Duration.ofMillis(millis));
            clusters.add(world.cluster(i, planes.in(name, world.access.get(i), world.ebs.provider(), storage)));
        }

        BackupReport report = world.backup(clusters).execute();

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        PauseWindow pause = report.pause().orElseThrow();
        assertThat(pause.length()).isLessThan(Duration.ofSeconds(2));
    }
}
