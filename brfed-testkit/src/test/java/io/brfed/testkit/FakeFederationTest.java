package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Condition;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FakeFederationTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeFederation federation = FakeFederation.of(3);
    private final VirtualTime time = federation.time();
    private final FakeDataPlane plane = federation.plane("k8s-a");
    private final Calls backup = Calls.backup(federation);

    @Test
    void hasClustersNamedInAlphabeticalOrder() {
        assertThat(federation.clusters())
                .extracting(Cluster::toString)
                .containsExactly("k8s-a/tidb/prod", "k8s-b/tidb/prod", "k8s-c/tidb/prod");
        assertThat(FakeFederation.of(28).clusters().get(27).name()).hasToString("k8s-ab");
    }

    @Test
    void namesTheClustersThatThereAre() {
        assertThatThrownBy(() -> federation.plane("east"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no cluster 'east'; there are [k8s-a, k8s-b, k8s-c]");
    }

    @Test
    void theStoresOfTheMembersFitTogether() {
        Set<StoreId> all = new HashSet<>();
        for (FakeDataPlane each : federation.planes()) {
            Readiness.Topology topology = check(each).topology().orElseThrow();
            all.addAll(topology.ownIds());
            assertThat(topology.own()).hasSize(2);
            assertThat(topology.peers()).hasSize(4);
        }

        assertThat(all).hasSize(6);
    }

    @Test
    void checksFindWhatIsScripted() {
        Finding fault = Finding.fault("storage", "s3", "no bucket", "name one");
        plane.script().finds(fault).cannotSeeTopology();

        assertThat(check(plane).findings()).containsExactly(fault);
        assertThat(check(plane).topology()).isEmpty();
    }

    @Test
    void numbersEffectsAndTellsThemBeforeAndAfter() {
        List<String> told = new ArrayList<>();
        federation.onEffect(effect -> told.add(effect.toString()));

        backup.declare("k8s-a", Phase.INITIALIZE);
        backup.observe("k8s-a");
        backup.declare("k8s-b", Phase.EXECUTE);

        assertThat(told)
                .containsExactly(
                        "before effect 1: DECLARE INITIALIZE on k8s-a",
                        "after effect 1: DECLARE INITIALIZE on k8s-a",
                        "before effect 2: DECLARE EXECUTE on k8s-b",
                        "after effect 2: DECLARE EXECUTE on k8s-b");
        assertThat(federation.effects()).isEqualTo(2);
    }

    @Test
    void aProcessKilledBeforeAnEffectLeavesNothing() {
        CompletableFuture<MemberState> answer = killedAt(Effect.Moment.BEFORE);

        assertThat(answer).isNotDone();
        assertThat(plane.members()).isEmpty();
    }

    @Test
    void aProcessKilledAfterAnEffectLeavesItAndGetsNoAnswer() {
        CompletableFuture<MemberState> answer = killedAt(Effect.Moment.AFTER);

        assertThat(answer).isNotDone();
        assertThat(plane.members()).hasSize(1);
    }

    @Test
    void aDeadProcessRunsNothingAndIsToldNothing() {
        DriverProcess process = federation.newProcess();
        List<String> ran = new ArrayList<>();
        process.scheduler().schedule(MINUTE, () -> ran.add("timer"));
        plane.seenBy(process).subscribe(backup.member("k8s-a"), () -> ran.add("told"));
        process.kill();
        process.scheduler().execute(() -> ran.add("task"));
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);

        assertThat(process.alive()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void waitingInAProcessEndsWhenItIsKilled() {
        DriverProcess process = federation.newProcess();
        time.schedule(MINUTE, process::kill);

        assertThatThrownBy(() -> process.scheduler().await(new CompletableFuture<>()))
                .isInstanceOf(DriverProcess.KilledException.class);
        assertThat(time.elapsed()).isEqualTo(MINUTE);
    }

    @Test
    void aFrozenProcessGoesOnWhereItWas() {
        DriverProcess process = federation.newProcess();
        List<Duration> ran = new ArrayList<>();
        process.scheduler().schedule(Duration.ofSeconds(1), () -> ran.add(time.elapsed()));
        process.freeze();
        time.advance(MINUTE);
        assertThat(ran).isEmpty();

        process.thaw();
        time.advance(MINUTE);
        assertThat(ran).containsExactly(MINUTE);
    }

    @Test
    void claimsExcludeUntilTheyAreGivenBack() {
        OperationId other = new OperationId("op-2");
        assertThat(claim(backup.id())).isInstanceOf(Exclusion.Locked.class);
        assertThat(claimAsWeekly(other)).isInstanceOf(Exclusion.Taken.class);

        time.await(plane.unclaim(backup.member("k8s-a"), backup.id(), Calls.LIMIT), MINUTE);
        assertThat(claimAsWeekly(other)).isInstanceOf(Exclusion.Locked.class);
        assertThat(plane.claims()).containsExactly(other);
    }

    @Test
    void aLockExpiresAndTheMemberSpeaksForItself() {
        OperationId other = new OperationId("op-2");
        claim(backup.id());
        assertThat(claimAsWeekly(other))
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.name()).isEqualTo("'nightly' in k8s-a"));
        time.advance(MINUTE);
        assertThat(plane.claims()).isEmpty();

        backup.declare("k8s-a", Phase.INITIALIZE);
        assertThat(claimAsWeekly(other)).isInstanceOf(Exclusion.Taken.class);

        plane.deleteByHand();
        assertThat(claimAsWeekly(other)).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void aSecondDriverOfTheSameOperationIsLetThrough() {
        OperationId other = new OperationId("op-2");
        claim(backup.id());

        assertThat(claim(other)).isInstanceOf(Exclusion.Locked.class);
        assertThat(plane.claims()).containsExactly(other);
    }

    @Test
    void aKilledProcessLeavesNoSubscription() {
        DriverProcess process = federation.newProcess();
        plane.seenBy(process).subscribe(backup.member("k8s-a"), () -> {});
        assertThat(plane.subscriptions()).isEqualTo(1);

        process.kill();
        assertThat(plane.subscriptions()).isZero();
    }

    @Test
    void claimsAnswerAsScripted() {
        plane.script().withoutLocks();
        assertThat(claim(backup.id())).isInstanceOf(Exclusion.Clear.class);

        plane.script().takenBy("weekly", new OperationId("op-9"));
        assertThat(claim(backup.id()))
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.name()).isEqualTo("weekly"));

        plane.script().takenByForeign("by hand");
        assertThat(claim(backup.id()))
                .isInstanceOfSatisfying(
                        Exclusion.Taken.class, taken -> assertThat(taken.id()).isEmpty());

        plane.script().cannotCheckExclusion();
        assertThat(claim(backup.id())).isInstanceOf(Exclusion.Unchecked.class);

        plane.script().claimsAsFound();
        assertThat(claim(backup.id())).isInstanceOf(Exclusion.Locked.class);
    }

    @Test
    void namesWhatIsLeftOver() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);
        backup.declare("k8s-b", Phase.EXECUTE);
        time.advance(MINUTE);
        federation.plane("k8s-b").deleteByHand();
        claim(backup.id());
        plane.subscribe(backup.member("k8s-a"), () -> {});

        assertThat(federation.leftovers())
                .containsExactly(
                        "pause held by nightly in k8s-a",
                        "claim of op-1 in k8s-a",
                        "1 subscriptions in k8s-a",
                        "unfinished member k8s-a LIVE INITIALIZE [INITIALIZED]",
                        "snapshots of nightly in k8s-b, which is gone");
    }

    @Test
    void namesTheVolumesOfARestoreWhoseMemberIsGone() {
        Calls restore = Calls.restore(federation);
        restore.declare("k8s-b", Phase.RESTORE_VOLUME);
        time.advance(MINUTE.multipliedBy(6));
        federation.plane("k8s-b").deleteByHand();

        assertThat(federation.leftovers()).containsExactly("volumes of nightly in k8s-b, which is gone");
    }

    @Test
    void snapshotsGoWithTheirMemberWhenAskedFor() {
        backup.declare("k8s-b", Phase.EXECUTE);
        time.advance(MINUTE);
        Deletion deletion = new Deletion(backup.member("k8s-b"), backup.id(), Deletion.Contents.REMOVED);
        time.await(federation.plane("k8s-b").delete(deletion, Calls.LIMIT), MINUTE);

        assertThat(federation.snapshots()).isEmpty();
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void theJournalTellsWhatHappenedWhen() {
        plane.script().failsWith(Condition.RETRYING, "Slow", "disk").after(Duration.ofSeconds(1));
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);

        assertThat(federation.journal().toString().lines().map(String::strip))
                .containsExactly(
                        "PT0S  k8s-a    DECLARE INITIALIZE",
                        "PT0.0025S  k8s-a    created nightly",
                        "PT1.0025S  k8s-a    reached RETRYING Slow: disk",
                        "PT10.0025S  k8s-a    pause taken op-1",
                        "PT10.0025S  k8s-a    reached INITIALIZED");
        assertThat(federation.journal().of("k8s-b")).isEmpty();
    }

    @Test
    void theSameRunIsTheSameToTheLastEvent() {
        assertThat(journalOfARun()).isEqualTo(journalOfARun()).contains("COMPLETE");
    }

    @Test
    void theMembersClockMayBeAhead() {
        plane.script().clockAhead(Duration.ofHours(1));
        backup.declare("k8s-a", Phase.INITIALIZE);

        assertThat(backup.observe("k8s-a").createdAt()).contains(VirtualTime.DEFAULT_START.plus(Duration.ofHours(1)));
    }

    private static String journalOfARun() {
        FakeFederation fresh = FakeFederation.of(3, VirtualTime.seeded(42));
        Calls run = Calls.backup(fresh);
        run.declare("k8s-a", Phase.INITIALIZE);
        for (Phase phase : List.of(Phase.EXECUTE, Phase.TEARDOWN)) {
            fresh.time().advance(MINUTE);
            fresh.clusters().forEach(cluster -> run.declare(cluster.name().value(), phase));
        }
        fresh.time().advance(Duration.ofHours(1));
        return fresh.journal().toString();
    }

    private CompletableFuture<MemberState> killedAt(Effect.Moment moment) {
        DriverProcess process = federation.newProcess();
        federation.onEffect(effect -> {
            if (effect.moment() == moment) {
                process.kill();
            }
        });
        CompletableFuture<MemberState> answer = plane.seenBy(process)
                .declare(backup.declaration("k8s-a", Phase.INITIALIZE), Calls.LIMIT)
                .toCompletableFuture();
        time.advance(MINUTE);
        return answer;
    }

    private Exclusion claimAsWeekly(OperationId id) {
        Member nightly = backup.member("k8s-a");
        Member weekly =
                new Member(nightly.kind(), new OperationName("weekly"), nightly.cluster(), nightly.tidbCluster());
        return time.await(plane.claim(new MemberRequest(weekly, Optional.empty()), id, Calls.LIMIT), MINUTE);
    }

    private Exclusion claim(OperationId id) {
        return time.await(plane.claim(backup.request("k8s-a"), id, Calls.LIMIT), MINUTE);
    }

    private Readiness check(FakeDataPlane each) {
        return time.await(each.check(backup.request(each.name().value()), Calls.LIMIT), MINUTE);
    }
}
