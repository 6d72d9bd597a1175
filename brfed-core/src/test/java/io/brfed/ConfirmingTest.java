package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Freshness;
import io.brfed.testkit.CallSelector;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.PlaneCall;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All members are read once more, together, before the resume of a success is asked for. */
class ConfirmingTest {
    private final FakeFederation federation = FakeFederation.of(3);
    private final List<String> confirmed = new ArrayList<>();

    @Test
    void membersThatAnswerAtDifferentSpeedsAreReadOnceEach() {
        federation.plane("k8s-a").faults().latency(Duration.ofMillis(10));
        federation.plane("k8s-b").faults().latency(Duration.ofMillis(200));
        federation.plane("k8s-c").faults().latency(Duration.ofSeconds(2));

        BackupReport report = backUp();

        assertThat(report.complete()).isTrue();
        assertThat(confirmed).containsExactlyInAnyOrder("k8s-a", "k8s-b", "k8s-c");
    }

    @Test
    void answersFromBeforeAFailedReadDoNotCount() {
        federation.plane("k8s-b").faults().failNext(confirmingRead(), Fault.RETRY, 2);

        BackupReport report = backUp();

        assertThat(report.complete()).isTrue();
        assertThat(confirmed).containsExactlyInAnyOrder("k8s-a", "k8s-b", "k8s-c", "k8s-b", "k8s-a", "k8s-b", "k8s-c");
    }

    private CallSelector confirmingRead() {
        return attempted -> attempted.call() == PlaneCall.OBSERVE && confirmed.contains("k8s-b");
    }

    private BackupReport backUp() {
        return Federation.backup(
                        federation.clusters().stream().map(this::listening).toList())
                .named("nightly")
                .scheduler(federation.time())
                .execute();
    }

    /** The same cluster; notes the reads that confirm. */
    private Cluster listening(Cluster cluster) {
        DataPlane plane = (DataPlane) Proxy.newProxyInstance(
                DataPlane.class.getClassLoader(), new Class<?>[] {DataPlane.class}, (proxy, method, arguments) -> {
                    if (arguments != null && List.of(arguments).contains(Freshness.CONFIRM)) {
                        confirmed.add(cluster.name().value());
                    }
                    try {
                        return method.invoke(cluster.plane(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return Cluster.named(cluster.name().value())
                .namespace(cluster.tidbCluster().namespace())
                .tidbCluster(cluster.tidbCluster().name())
                .on(plane);
    }
}
