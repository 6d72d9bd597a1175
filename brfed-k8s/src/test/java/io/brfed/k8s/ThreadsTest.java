package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Phase;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Subscription;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many threads a cluster has, and for how long. */
class ThreadsTest {
    private final OperatorFixture fixture = new OperatorFixture();
    private final KubernetesCluster cluster =
            KubernetesCluster.at(fixture.server().url()).name("threads-test").open();
    private final Operations backup = Operations.backup(fixture)
            .on(OperatorDataPlane.on(cluster)
                    .storage(OperatorStorage.s3("b").prefix("p").build())
                    .build());

    @AfterEach
    void close() {
        cluster.close();
        fixture.close();
    }

    private static List<Thread> threads(String kind) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("brfed-threads-test-" + kind))
                .toList();
    }

    @Test
    void requestsOneAfterTheOtherNeedFewThreads() {
        for (int i = 0; i < 100; i++) {
            assertThat(backup.observe(Freshness.LIVE).presence()).isEqualTo(Presence.ABSENT);
        }

        assertThat(threads("request-")).hasSizeBetween(1, 4);
    }

    @Test
    void manyRequestsAtOnceWaitForOneOf32Threads() {
        var slow = fixture.server().faults().on(Verb.GET, "backups").times(32).hang();
        DataPlane plane = backup.plane();
        List<CompletionStage<MemberState>> calls = IntStream.range(0, 100)
                .mapToObj(i -> plane.observe(backup.member(), Freshness.LIVE, Duration.ofSeconds(20)))
                .toList();
        fixture.server().requests().await(32, request -> request.verb() == Verb.GET, Operations.LIMIT);

        assertThat(threads("request-")).hasSize(32);
        slow.release();

        assertThat(calls)
                .allSatisfy(call -> assertThat(fixture.await(call).presence()).isEqualTo(Presence.ABSENT));
    }

    @Test
    void closingEndsAllOfThem() throws InterruptedException {
        backup.declare(Phase.INITIALIZE);
        Subscription subscription = backup.plane().subscribe(backup.member(), () -> {});
        fixture.server().requests().await(1, request -> request.verb() == Verb.WATCH, Operations.LIMIT);
        List<Thread> before = threads("");
        assertThat(before).isNotEmpty().allMatch(Thread::isDaemon);

        cluster.close();

        for (Thread thread : before) {
            thread.join(Duration.ofSeconds(5).toMillis());
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        assertThat(subscription.delivery()).isEqualTo(Subscription.Delivery.NONE);
    }
}
