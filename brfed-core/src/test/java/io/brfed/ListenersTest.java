package io.brfed;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupReport;
import io.brfed.api.FederationEvent;
import io.brfed.api.FederationListener;
import io.brfed.api.OperationReport;
import io.brfed.internal.SystemScheduler;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Listeners are told everything in order and disturb nothing. */
class ListenersTest {
    @Test
    void theStoryOfABackupIsToldInOrder() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();

        BackupReport report = Runs.nightly(federation).listener(events::add).execute();
        federation.time().advance(Duration.ofSeconds(1));

        assertThat(events.get(0)).isInstanceOf(FederationEvent.Started.class);
        assertThat(events.get(1)).isInstanceOf(FederationEvent.PauseRequested.class);
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        FederationEvent.Ended.class,
                        ended -> assertThat(ended.status()).isEqualTo(OperationReport.Status.COMPLETE));
        assertThat(Runs.of(FederationEvent.PauseEnded.class, events))
                .singleElement()
                .satisfies(ended -> assertThat(report.pause()).contains(ended.window()));
        assertThat(events.stream().map(FederationEvent::at).toList()).isSortedAccordingTo(Instant::compareTo);
        assertThat(Runs.of(FederationEvent.ConditionReached.class, events)).doesNotHaveDuplicates();
    }

    @Test
    void anUnreachableMemberIsToldOfOnceAndAgainWhenItIsBack() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> events = new ArrayList<>();
        Runs.at(
                federation,
                Duration.ofSeconds(100),
                () -> federation.plane("k8s-c").faults().refusesConnections());
        Runs.at(
                federation,
                Duration.ofSeconds(200),
                () -> federation.plane("k8s-c").faults().comesBack());

        Runs.nightly(federation).listener(events::add).execute();

        assertThat(Runs.of(FederationEvent.MemberUnreachable.class, events)).hasSize(1);
        assertThat(Runs.of(FederationEvent.MemberReachable.class, events)).hasSize(1);
    }

    @Test
    void aListenerThatThrowsIsToldTheNextEventAllTheSameAndSoAreTheOthers() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> told = new ArrayList<>();
        List<FederationEvent> others = new ArrayList<>();

        BackupReport report = Runs.nightly(federation)
                .listener(event -> {
                    told.add(event);
                    throw new IllegalStateException("broken on purpose");
                })
                .listener(others::add)
                .execute();
        federation.time().advance(Duration.ofSeconds(1));

        assertThat(report.complete()).isTrue();
        assertThat(told).isEqualTo(others).hasSizeGreaterThan(10);
    }

    @Test
    void aListenerThatFailsAnAssertionIsToldTheNextEventAllTheSame() {
        FakeFederation federation = FakeFederation.of(3);
        List<FederationEvent> told = new ArrayList<>();

        BackupReport report = Runs.nightly(federation)
                .listener(event -> {
                    told.add(event);
                    throw new AssertionError("failed on purpose");
                })
                .execute();

        assertThat(report.complete()).isTrue();
        assertThat(told).hasSizeGreaterThan(10);
    }

    @Test
    void aListenerThatBlocksForEverDelaysNoWrite() throws InterruptedException {
        FakeFederation federation = FakeFederation.of(3, SystemScheduler.shared());
        federation.planes().forEach(plane -> plane.script().atOnce());
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        BlockingQueue<FederationEvent> others = new LinkedBlockingQueue<>();

        BackupReport report = Federation.backup(federation.clusters())
                .listener(event -> block(blocked, never))
                .listener(others::add)
                .execute();

        blocked.await();
        assertThat(report.complete()).isTrue();
        assertThat(others.take()).isInstanceOf(FederationEvent.Started.class);
        never.countDown();
    }

    @Test
    void eventsThatAListenerCannotTakeInTimeAreCountedNotKept() throws InterruptedException {
        FakeFederation federation = FakeFederation.of(250, SystemScheduler.shared());
        federation.planes().forEach(plane -> plane.script().atOnce());
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        BlockingQueue<FederationEvent> told = new LinkedBlockingQueue<>();
        FederationListener slow = event -> {
            block(blocked, over);
            told.add(event);
        };

        BackupReport report =
                Federation.backup(federation.clusters()).listener(slow).execute();
        over.countDown();

        assertThat(report.complete()).isTrue();
        assertThat(told.take()).isInstanceOf(FederationEvent.Started.class);
        FederationEvent second = told.take();
        assertThat(second)
                .isInstanceOfSatisfying(
                        FederationEvent.EventsDropped.class,
                        dropped -> assertThat(dropped.count()).isPositive());
        assertThat(restUntilEnded(told)).hasSizeLessThanOrEqualTo(1000);
    }

    private static List<FederationEvent> restUntilEnded(BlockingQueue<FederationEvent> told)
            throws InterruptedException {
        List<FederationEvent> rest = new ArrayList<>();
        FederationEvent next = told.take();
        while (!(next instanceof FederationEvent.Ended)) {
            rest.add(next);
            next = told.take();
        }
        return rest;
    }

    private static void block(CountDownLatch blocked, CountDownLatch until) {
        blocked.countDown();
        try {
            until.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
