package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Subscription;
import io.brfed.plane.Subscription.Delivery;
import io.brfed.testkit.kubernetes.Gone;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How changes are told. */
class WatchingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);
    private final Semaphore told = new Semaphore(0);

    @BeforeEach
    void create() {
        backup.declare(Phase.INITIALIZE);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Subscription subscribed() {
        Subscription subscription = fixture.plane().subscribe(backup.member(), told::release);
        until(subscription, now -> now.delivery() == Delivery.PUSHED);
        return subscription;
    }

    /** Looks again each time that something is told. */
    private <T> void until(T subject, Predicate<T> reached) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!reached.test(subject)) {
            assertThat(Instant.now()).as("told in time").isBefore(end);
            awaitTold();
        }
    }

    private void awaitTold() {
        try {
            if (told.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                told.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private boolean knows(Condition condition) {
        return backup.observe(Freshness.KNOWN).has(condition);
    }

    private void initialized() {
        fixture.report(backup.member(), Condition.INITIALIZED);
    }

    @Test
    void aChangeIsToldAndKnownWithoutARequest() {
        try (Subscription subscription = subscribed()) {
            fixture.server().requests().clear();

            initialized();
            until(subscription, now -> knows(Condition.INITIALIZED));

            assertThat(fixture.server().requests().of(Verb.GET, "backups")).isEmpty();
        }
    }

    @Test
    void whatWasWrittenIsKnownAtOnce() {
        try (Subscription subscription = subscribed()) {
            assertThat(subscription.delivery()).isEqualTo(Delivery.PUSHED);

            backup.declare(Phase.EXECUTE);

            assertThat(backup.observe(Freshness.KNOWN).desired()).contains(Phase.EXECUTE);
        }
    }

    @Test
    void aMemberThatALiveWatchDoesNotKnowIsCreatedWithoutBeingLookedFor() {
        Operations other = Operations.of(fixture, OperationKind.BACKUP, "weekly");
        try (Subscription subscription = subscribed()) {
            assertThat(subscription.delivery()).isEqualTo(Delivery.PUSHED);
            fixture.server().requests().clear();

            other.declare(Phase.EXECUTE);

            assertThat(fixture.server().requests().of(Verb.GET, "backups")).isEmpty();
            assertThat(fixture.server().requests().of(Verb.CREATE, "backups")).hasSize(1);
        }
    }

    @Test
    void operationsOfOneKindAndNamespaceShareOneWatch() {
        Operations other = Operations.of(fixture, OperationKind.BACKUP, "weekly");
        other.declare(Phase.INITIALIZE);
        try (Subscription first = subscribed();
                Subscription second = fixture.plane().subscribe(other.member(), told::release)) {
            assertThat(first.delivery()).isEqualTo(Delivery.PUSHED);
            assertThat(second.delivery()).isEqualTo(Delivery.PUSHED);

            fixture.report(other.member(), Condition.INITIALIZED);
            until(second, now -> other.observe(Freshness.KNOWN).has(Condition.INITIALIZED));

            assertThat(fixture.server().requests().of(Verb.WATCH, "backups")).hasSize(1);
        }
    }

    @Test
    void theWatchEndsWithTheLastSubscription() {
        Subscription first = subscribed();
        Subscription second = fixture.plane().subscribe(backup.member(), told::release);
        first.close();
        assertThat(second.delivery()).isEqualTo(Delivery.PUSHED);

        second.close();

        assertThat(second.delivery()).isEqualTo(Delivery.NONE);
        initialized();
        assertThat(knows(Condition.INITIALIZED)).isTrue();
    }

    @Test
    void aDroppedWatchGoesOnWhereItWas() {
        try (Subscription subscription = subscribed()) {
            fixture.server().faults().dropWatches();
            initialized();

            until(subscription, now -> now.delivery() == Delivery.PUSHED && knows(Condition.INITIALIZED));

            RecordedRequest again = fixture.server()
                    .requests()
                    .await(2, request -> request.verb() == Verb.WATCH, PATIENCE)
                    .get(1);
            assertThat(again.query("resourceVersion")).isNotEmpty();
        }
    }

    @Test
    void aVersionThatIsTooOldBeginsWithANewList() {
        try (Subscription subscription = subscribed()) {
            fixture.server().requests().clear();
            fixture.server().faults().expireWatches();
            initialized();

            until(subscription, now -> now.delivery() == Delivery.PUSHED && knows(Condition.INITIALIZED));

            assertThat(fixture.server().requests().of(Verb.LIST, "backups")).isNotEmpty();
        }
    }

    @Test
    void aWatchThatIsRefusedAsGoneBeginsWithANewList() {
        try (Subscription subscription = subscribed()) {
            fixture.server().faults().goneOnNextWatch(Gone.AS_STATUS);
            fixture.server().faults().dropWatches();
            initialized();

            until(subscription, now -> now.delivery() == Delivery.PUSHED && knows(Condition.INITIALIZED));

            assertThat(subscription.delivery()).isEqualTo(Delivery.PUSHED);
        }
    }

    @Test
    void aWatchThatDeliversNothingIsNoticedAndReplaced() {
        try (Subscription subscription = subscribed()) {
            fixture.server().faults().silenceWatches();
            initialized();

            until(subscription, now -> knows(Condition.INITIALIZED));
            fixture.server().requests().await(2, request -> request.verb() == Verb.WATCH, PATIENCE);

            assertThat(backup.observe(Freshness.KNOWN).has(Condition.INITIALIZED))
                    .isTrue();
        }
    }

    @Test
    void aDeletionIsToldAndConfirmed_B5() {
        try (Subscription subscription = subscribed()) {
            fixture.deleteByHand(backup.member());

            until(subscription, now -> backup.observe(Freshness.KNOWN).presence() == MemberState.Presence.ABSENT);

            assertThat(subscription.delivery()).isEqualTo(Delivery.PUSHED);
        }
    }

    @Test
    void aDeletionDuringASilenceIsNoticed_A7_B5() {
        try (Subscription subscription = subscribed()) {
            fixture.server().faults().silenceWatches();
            fixture.deleteByHand(backup.member());

            until(subscription, now -> backup.observe(Freshness.KNOWN).presence() == MemberState.Presence.ABSENT);
        }
    }

    @Test
    void withoutTheRightToWatchNothingIsPromised() {
        fixture.server().access().deny("watch", "pingcap.com", "backups", "*");
        try (Subscription subscription = fixture.plane().subscribe(backup.member(), told::release)) {
            fixture.server().requests().await(1, request -> request.verb() == Verb.WATCH, PATIENCE);
            initialized();

            assertThat(subscription.delivery()).isEqualTo(Delivery.NONE);
            assertThat(knows(Condition.INITIALIZED)).isTrue();
        }
    }

    @Test
    void anOutageIsSaidAndItsEndToo() {
        try (Subscription subscription = subscribed()) {
            fixture.cutOff();
            until(subscription, now -> now.delivery() == Delivery.NONE);

            fixture.reconnect();
            initialized();

            until(subscription, now -> now.delivery() == Delivery.PUSHED && knows(Condition.INITIALIZED));
        }
    }

    @Test
    void aSubscriberThatThrowsHarmsNobody() {
        try (Subscription broken = fixture.plane().subscribe(backup.member(), () -> {
                    throw new IllegalStateException("broken on purpose");
                });
                Subscription subscription = subscribed()) {
            initialized();

            until(subscription, now -> knows(Condition.INITIALIZED));

            assertThat(broken.delivery()).isEqualTo(Delivery.PUSHED);
        }
    }

    @Test
    void aServerThatStopsAnsweringIsNoLongerTrustedToTell_A9() {
        try (Subscription subscription = subscribed()) {
            var hanging =
                    fixture.server().faults().on(Verb.LIST, "backups").always().hang();
            until(subscription, now -> now.delivery() == Delivery.NONE);

            fixture.server().faults().clear();
            hanging.release();

            until(subscription, now -> now.delivery() == Delivery.PUSHED);
        }
    }
}
