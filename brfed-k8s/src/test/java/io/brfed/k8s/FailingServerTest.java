package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a server that fails. */
class FailingServerTest {
    private static final Duration SHORT = Duration.ofMillis(400);

    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);

    @AfterEach
    void close() {
        fixture.close();
    }

    private ProviderException failure(Runnable call) {
        return catchThrowableOfType(ProviderException.class, call::run);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "403, REFUSED",
        "422, REFUSED",
        "429, BUSY_UNTIL",
        "500, OUTCOME_UNKNOWN",
        "503, BUSY_UNTIL",
        "504, OUTCOME_UNKNOWN"
    })
    void aFailedWriteSaysWhatTheCallerMayDoNext_A6(int status, Fault fault) {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().failNext(Verb.PATCH, "backups", status, 1);

        ProviderException failure = failure(() -> backup.declare(Phase.EXECUTE));

        assertThat(failure.fault()).isEqualTo(fault);
        assertThat(failure).hasMessageContaining("k8s-a answered " + status);
    }

    @ParameterizedTest
    @CsvSource({"403, REFUSED", "429, BUSY_UNTIL", "500, RETRY", "503, BUSY_UNTIL", "504, RETRY"})
    void aFailedReadSaysWhatTheCallerMayDoNext(int status, Fault fault) {
        fixture.server().faults().failNext(Verb.GET, "backups", status, 1);

        assertThat(failure(() -> backup.observe(Freshness.LIVE)).fault()).isEqualTo(fault);
    }

    @Test
    void aBusyServerSaysForHowLong() {
        fixture.server().faults().failNext(Verb.GET, "backups", 429, 1);

        assertThat(failure(() -> backup.observe(Freshness.LIVE)).busyFor()).contains(Duration.ofSeconds(1));
    }

    @Test
    void aWriteThatIsNeverAnsweredHasAnUnknownOutcomeAfterItsLimit_A9() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().on(Verb.PATCH, "backups").always().hang();

        assertThat(failure(() -> fixture.await(backup.declaring(Phase.EXECUTE, SHORT)))
                        .fault())
                .isEqualTo(Fault.OUTCOME_UNKNOWN);
    }

    @Test
    void aReadThatIsNeverAnsweredIsUnreachableAfterItsLimit_A9() {
        fixture.server().faults().on(Verb.GET, "backups").always().hang();

        assertThat(failure(() -> fixture.await(backup.plane().observe(backup.member(), Freshness.LIVE, SHORT)))
                        .fault())
                .isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void aServerThatAcceptsConnectionsAndAnswersNothingIsUnreachableAfterTheLimit_A9() {
        var outage = fixture.server().faults().freeze();

        assertThat(failure(() -> fixture.await(backup.plane().observe(backup.member(), Freshness.LIVE, SHORT)))
                        .fault())
                .isEqualTo(Fault.UNREACHABLE);
        outage.close();

        assertThat(backup.observe(Freshness.LIVE).presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void manyCallsThatHangDoNotKeepLaterOnesFromEnding_A9() {
        fixture.server().faults().on(Verb.GET, "backups").always().hang();
        for (int i = 0; i < 60; i++) {
            assertThat(backup.plane().observe(backup.member(), Freshness.LIVE, SHORT))
                    .isNotNull();
        }

        assertThat(failure(() -> fixture.await(backup.plane().observe(backup.member(), Freshness.LIVE, SHORT)))
                        .fault())
                .isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void whereNobodyListensNothingCanHaveBeenDone() {
        fixture.cutOff();

        assertThat(failure(() -> backup.declare(Phase.INITIALIZE)).fault()).isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void aMissingKindIsNotAMissingMember_D1() {
        try (EmbeddedKubernetes bare = EmbeddedKubernetes.named("bare")
                        .namespaces("tidb")
                        .withoutTidbOperator()
                        .start();
                KubernetesCluster cluster =
                        KubernetesCluster.at(bare.url()).name("bare").open()) {
            Operations there = backup.on(OperatorDataPlane.on(cluster).build());

            ProviderException failure = failure(() -> there.observe(Freshness.LIVE));

            assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
            assertThat(failure).hasMessageContaining("is TiDB Operator installed");
        }
    }

    @Test
    void aForbiddenReadIsNotAMissingMember_D1() {
        fixture.server().access().deny("get", "pingcap.com", "backups", "*");

        ProviderException failure = failure(() -> backup.observe(Freshness.LIVE));

        assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
        assertThat(failure).hasMessageContaining("RBAC manifest");
    }

    @Test
    void aTextNotFoundInAnErrorIsNotAMissingMember_D1() {
        fixture.server().faults().failNext(Verb.GET, "backups", 404, 1);

        ProviderException failure = failure(() -> backup.observe(Freshness.LIVE));

        assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
    }

    @Test
    void creatingInANamespaceThatDoesNotExistIsRefused_B2() {
        fixture.server().faults().failNext(Verb.CREATE, "backups", 404, 1);

        assertThat(failure(() -> backup.declare(Phase.INITIALIZE)).fault()).isEqualTo(Fault.REFUSED);
    }

    @Test
    void aRefusedTokenIsReadAgainOnceAndThenCountsAsUnreachable_A8() {
        fixture.server().faults().requireToken("fresh");
        Queue<String> tokens = new ConcurrentLinkedQueue<>(List.of("stale", "fresh"));
        try (KubernetesCluster cluster = KubernetesCluster.at(fixture.server().url())
                .bearerToken(() -> tokens.size() > 1 ? tokens.poll() : tokens.peek())
                .open()) {
            Operations there = backup.on(OperatorDataPlane.on(cluster).build());

            assertThat(there.observe(Freshness.LIVE).presence()).isEqualTo(Presence.ABSENT);

            fixture.server().faults().expireToken("fresh");
            assertThat(failure(() -> there.observe(Freshness.LIVE)).fault()).isEqualTo(Fault.UNREACHABLE);
        }
    }

    @Test
    void aClosedClusterIsUnreachable() {
        KubernetesCluster cluster = fixture.cluster();
        Operations there = backup.on(OperatorDataPlane.on(cluster).build());
        cluster.close();
        cluster.close();

        assertThat(failure(() -> there.observe(Freshness.LIVE)).fault()).isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void closingAnswersTheCallsThatAreUnderWay() {
        fixture.server().faults().on(Verb.GET, "backups").always().hang();
        KubernetesCluster cluster = fixture.cluster();
        DataPlane plane = OperatorDataPlane.on(cluster).build();
        List<CompletionStage<MemberState>> calls = IntStream.range(0, 50)
                .mapToObj(i -> plane.observe(backup.member(), Freshness.LIVE, Duration.ofMinutes(5)))
                .toList();

        cluster.close();

        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(failure(() -> fixture.await(call)).fault()).isEqualTo(Fault.UNREACHABLE));
    }
}
