package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Deletion;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeFederation federation = FakeFederation.of(2);
    private final VirtualTime time = federation.time();
    private final FakeDataPlane plane = federation.plane("k8s-a");
    private final FaultPlan faults = plane.faults();
    private final Calls backup = Calls.backup(federation);

    @Test
    void answersAfterTheLatency() {
        backup.observe("k8s-a");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(5));

        faults.latency(SECOND);
        backup.observe("k8s-a");
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(1005));
    }

    @Test
    void takesEachLatencyFromItsSource() {
        AtomicInteger seconds = new AtomicInteger();
        faults.latency(() -> Duration.ofSeconds(seconds.incrementAndGet()));

        backup.observe("k8s-a");
        backup.observe("k8s-a");

        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void anUnreachableClusterAnswersWhenTheLimitIsOver() {
        faults.becomesUnreachable();

        assertFault(Fault.UNREACHABLE);
        assertThat(time.elapsed()).isEqualTo(Calls.LIMIT);
        assertThat(plane.members()).isEmpty();
    }

    @Test
    void aClusterThatRefusesConnectionsAnswersAtOnce() {
        faults.refusesConnections();

        assertFault(Fault.UNREACHABLE);
        assertThat(time.elapsed()).isEqualTo(Duration.ofMillis(5));
        assertThat(plane.members()).isEmpty();
    }

    @Test
    void aHangingClusterNeverAnswers() {
        faults.hangs();
        CompletableFuture<MemberState> answer =
                backup.declaring("k8s-a", Phase.INITIALIZE).toCompletableFuture();

        time.advance(Duration.ofDays(1));

        assertThat(answer).isNotDone();
        assertThat(plane.members()).isEmpty();
    }

    @Test
    void theOutcomeOfAWriteIsUnknownWhenTheClusterIsLostBeforeItsAnswer() {
        CompletableFuture<MemberState> answer =
                backup.declaring("k8s-a", Phase.INITIALIZE).toCompletableFuture();
        time.advance(Duration.ofMillis(3));
        faults.becomesUnreachable();

        assertThatThrownBy(() -> time.await(answer, MINUTE))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.OUTCOME_UNKNOWN));
        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void workInAClusterGoesOnWhileItIsUnreachable() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        faults.becomesUnreachable();
        time.advance(MINUTE);

        faults.comesBack();
        assertThat(backup.observe("k8s-a").has(Condition.INITIALIZED)).isTrue();
    }

    @Test
    void failsSoManyCallsAndDoesNothing() {
        faults.failNext(PlaneCall.DECLARE, Fault.RETRY, 2);

        assertFault(Fault.RETRY);
        assertFault(Fault.RETRY);
        assertThat(plane.members()).isEmpty();
        assertThat(backup.declare("k8s-a", Phase.INITIALIZE).presence()).isEqualTo(Presence.LIVE);
        assertThat(faults.used()).isEqualTo(2);
    }

    @Test
    void failsOnlyTheDeclarationsOfAPhase() {
        faults.failNext(CallSelector.declaring(Phase.EXECUTE), Fault.RETRY, 1);

        backup.declare("k8s-a", Phase.INITIALIZE);
        assertThatThrownBy(() -> backup.declare("k8s-a", Phase.EXECUTE)).hasMessageContaining("RETRY");
    }

    @Test
    void refusesForGoodWithItsMessage() {
        faults.refuse(CallSelector.anyWrite(), "quota of Backups exceeded");

        assertFault(Fault.REFUSED);
        assertThatThrownBy(() -> backup.declare("k8s-a", Phase.INITIALIZE))
                .hasMessage("DECLARE on cluster 'k8s-a' failed: quota of Backups exceeded"
                        + " (REFUSED after PT0.005S of at most PT10S)");
    }

    @Test
    void aLostAnswerLeavesTheEffect() {
        faults.loseAnswerOf(PlaneCall.DECLARE);

        assertFault(Fault.OUTCOME_UNKNOWN);
        assertThat(time.elapsed()).isEqualTo(Calls.LIMIT);
        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void anAnswerThatNeverComesLeavesTheEffect() {
        faults.neverAnswer(PlaneCall.DECLARE);
        CompletableFuture<MemberState> answer =
                backup.declaring("k8s-a", Phase.INITIALIZE).toCompletableFuture();
        time.advance(Duration.ofDays(1));

        assertThat(answer).isNotDone();
        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void anEffectThatLandsLateIsUnknownUntilThen() {
        faults.landLate(PlaneCall.DECLARE, MINUTE);

        assertFault(Fault.OUTCOME_UNKNOWN);
        assertThat(plane.members()).isEmpty();

        time.advance(MINUTE);
        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void aDuplicatedCallTakesEffectAgainLater() {
        faults.duplicate(PlaneCall.DECLARE, MINUTE);
        backup.declare("k8s-a", Phase.INITIALIZE);
        plane.deleteByHand();

        time.advance(MINUTE);

        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void tellsChangesAtOnce() {
        List<Duration> told = watch();
        time.advance(Duration.ofSeconds(10));

        assertThat(told)
                .contains(
                        Duration.ofMillis(2).plusNanos(500_000),
                        Duration.ofMillis(10_002).plusNanos(500_000));
    }

    @Test
    void dropsNotificationsThatItPromised() {
        faults.dropNotifications();

        assertThat(watch()).isEmpty();
        assertThat(subscribe().delivery()).isEqualTo(Subscription.Delivery.PUSHED);
    }

    @Test
    void saysThatThereAreNoNotifications() {
        faults.withoutNotifications();

        assertThat(watch()).isEmpty();
        assertThat(subscribe().delivery()).isEqualTo(Subscription.Delivery.NONE);

        faults.withNotifications();
        assertThat(subscribe().delivery()).isEqualTo(Subscription.Delivery.PUSHED);
    }

    @Test
    void tellsToLookWhenTheClusterComesBack() {
        List<Duration> told = watch();
        faults.becomesUnreachable();
        told.clear();
        time.advance(MINUTE);
        assertThat(told).isEmpty();

        faults.comesBack();
        time.advance(SECOND);
        assertThat(told).hasSize(1);
    }

    @Test
    void aClosedSubscriptionIsNotTold() {
        List<Duration> told = new ArrayList<>();
        Subscription subscription = plane.subscribe(backup.member("k8s-a"), () -> told.add(time.elapsed()));
        subscription.close();
        backup.declare("k8s-a", Phase.INITIALIZE);

        assertThat(told).isEmpty();
        assertThat(plane.subscriptions()).isZero();
    }

    @Test
    void staleReadsSeeAChangeLateAndAreToldThen() {
        faults.staleReads(SECOND);
        backup.declare("k8s-a", Phase.INITIALIZE);

        assertThat(backup.observe("k8s-a", Freshness.KNOWN).presence()).isEqualTo(Presence.ABSENT);
        assertThat(backup.observe("k8s-a", Freshness.LIVE).presence()).isEqualTo(Presence.LIVE);

        time.advance(SECOND);
        assertThat(backup.observe("k8s-a", Freshness.KNOWN).presence()).isEqualTo(Presence.LIVE);
    }

    @Test
    void changesToldEarlyAreToldAgainWhenTheyCanBeSeen() {
        List<Presence> seen = new ArrayList<>();
        faults.staleReadsToldEarly(MINUTE);
        plane.subscribe(
                backup.member("k8s-a"),
                () -> plane.observe(backup.member("k8s-a"), Freshness.KNOWN, Calls.LIMIT)
                        .thenAccept(state -> seen.add(state.presence())));
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE.plus(SECOND));

        assertThat(seen).startsWith(Presence.ABSENT).endsWith(Presence.LIVE);
    }

    @Test
    void clearForgetsEverything() {
        faults.becomesUnreachable().refuse(CallSelector.anyCall(), "no").dropNotifications();
        faults.clear();

        assertThat(backup.declare("k8s-a", Phase.INITIALIZE).presence()).isEqualTo(Presence.LIVE);
    }

    @Test
    void refusesACallAboutAnotherCluster() {
        assertThatThrownBy(() ->
                        time.await(plane.observe(backup.member("k8s-b"), Freshness.LIVE, Calls.LIMIT), Calls.LIMIT))
                .hasMessage("the fake plane of cluster 'k8s-a' was asked about cluster 'k8s-b'");
    }

    @Test
    void aSlowDeletionStaysInDeletion() {
        plane.script().deletionTakes(MINUTE);
        backup.declare("k8s-a", Phase.INITIALIZE);

        assertThat(delete().presence()).isEqualTo(Presence.DELETING);
        time.advance(MINUTE);
        assertThat(backup.observe("k8s-a").presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void aDeletionThatFailsToCleanStaysAndSaysSo() {
        plane.script().cleanFails("bucket is gone");
        backup.declare("k8s-a", Phase.INITIALIZE);

        MemberState state = delete();
        assertThat(state.presence()).isEqualTo(Presence.DELETING);
        assertThat(state.reached(Condition.CLEAN_FAILED).orElseThrow().message())
                .isEqualTo("bucket is gone");
    }

    private MemberState delete() {
        Deletion deletion = new Deletion(backup.member("k8s-a"), backup.id(), Deletion.Contents.AS_RECORDED);
        return time.await(plane.delete(deletion, Calls.LIMIT), Calls.LIMIT);
    }

    private Subscription subscribe() {
        return plane.subscribe(backup.member("k8s-a"), () -> {});
    }

    /** When a subscriber was told while a member was created. */
    private List<Duration> watch() {
        List<Duration> told = new ArrayList<>();
        plane.subscribe(backup.member("k8s-a"), () -> told.add(time.elapsed()));
        backup.declare("k8s-a", Phase.INITIALIZE);
        return told;
    }

    private void assertFault(Fault fault) {
        assertThatThrownBy(() -> backup.declare("k8s-a", Phase.INITIALIZE))
                .isInstanceOfSatisfying(ProviderException.class, failure -> {
                    assertThat(failure.fault()).isEqualTo(fault);
                    assertThat(failure.getStackTrace()).isEmpty();
                });
    }
}
