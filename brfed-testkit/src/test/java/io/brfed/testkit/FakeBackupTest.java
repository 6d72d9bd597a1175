package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the members of a fake backup behave, operator-like unless said otherwise. */
class FakeBackupTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeFederation federation = FakeFederation.of(2);
    private final VirtualTime time = federation.time();
    private final Calls backup = Calls.backup(federation);

    @Test
    void aWholeBackupReachesEveryConditionInOrder() {
        executeAll();
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(HOUR);
        backup.declare("k8s-a", Phase.TEARDOWN);
        backup.declare("k8s-b", Phase.TEARDOWN);
        time.advance(MINUTE);

        assertThat(conditions("k8s-a"))
                .containsExactly(
                        Condition.INITIALIZED,
                        Condition.SNAPSHOTS_CREATED,
                        Condition.PAUSE_ENDED,
                        Condition.VOLUMES_COMPLETE,
                        Condition.COMPLETE);
        assertThat(conditions("k8s-b"))
                .containsExactly(Condition.SNAPSHOTS_CREATED, Condition.VOLUMES_COMPLETE, Condition.COMPLETE);
        assertThat(federation.snapshotsOutsidePause()).isEmpty();
        assertThat(federation.snapshots()).hasSize(2);
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void reportsTimestampSizeAndLocationWhenVolumesAreComplete() {
        executeAll();
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(HOUR);

        MemberState state = backup.observe("k8s-b");
        assertThat(state.commitTs()).isPresent();
        assertThat(state.size()).isPresent();
        assertThat(state.location().orElseThrow()).hasToString("s3://fake/nightly-k8s-b");
    }

    @Test
    void thePauseIsHeldFromInitializedUntilItIsGivenBack() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        assertThat(federation.pauseHeldAnywhere()).isFalse();

        time.advance(Duration.ofSeconds(11));
        assertThat(federation.plane("k8s-a").pauseHeld()).isTrue();
        assertThat(federation.plane("k8s-b").pauseHeld()).isFalse();

        backup.declare("k8s-a", Phase.EXECUTE);
        time.advance(MINUTE);
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(MINUTE);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void thePauseEndsByItselfAndThatIsAFailure() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(Duration.ofSeconds(601));

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(reached("k8s-a", Condition.INITIALIZE_FAILED).reason()).isEqualTo("InitializeJobCompletedOrFailed");
    }

    @Test
    void saysUntilWhenThePauseIsBoundToLast() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);

        MemberState state = backup.observe("k8s-a");
        PauseState pause = state.pause().orElseThrow();
        assertThat(pause.endsBy()).isEqualTo(state.createdAt().orElseThrow().plusSeconds(600));
        assertThat(pause.lag()).isEqualTo(Duration.ofSeconds(150));
        assertThat(pause.hold()).isEqualTo(PauseState.Hold.UNKNOWN);
    }

    @Test
    void aCloseLookSeesWhetherThePauseIsHeld() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);
        assertThat(hold()).isEqualTo(PauseState.Hold.HELD);

        federation.plane("k8s-a").breakPause("scheduler");
        assertThat(hold()).isEqualTo(PauseState.Hold.BROKEN);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void aPlaneWithoutTheRightSeesNothingOfThePause() {
        federation.plane("k8s-a").script().cannotSeePause();
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);

        assertThat(hold()).isEqualTo(PauseState.Hold.UNKNOWN);
    }

    @Test
    void snapshotsAfterThePauseBrokeCountAsOutsideIt() {
        initialize();
        backup.declare("k8s-b", Phase.EXECUTE);
        federation.plane("k8s-a").breakPause("scheduler");
        time.advance(MINUTE);

        assertThat(federation.snapshotsOutsidePause())
                .extracting(SnapshotSet::member)
                .containsExactly(backup.member("k8s-b"));
    }

    @Test
    void resumeWaitsForTheInitializersOwnSnapshots() {
        federation.plane("k8s-a").script().snapshotsCreatedAfter(Duration.ofMinutes(5));
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(MINUTE);
        assertThat(federation.pauseHeldAnywhere()).isTrue();

        time.advance(Duration.ofMinutes(5));
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(conditions("k8s-a")).contains(Condition.PAUSE_ENDED);
    }

    @Test
    void aFailedVerdictEndsThePauseWithoutTheInitializersSnapshots_B8() {
        federation.plane("k8s-a").script().never(Condition.SNAPSHOTS_CREATED);
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.failed().declare("k8s-a", Phase.RESUME);
        time.advance(MINUTE);

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(reached("k8s-a", Condition.INITIALIZE_FAILED).reason()).isEqualTo("InitializeJobDeleted");
    }

    @Test
    void withoutTheRightToEndTheJobThePauseLastsUntilItsLimit_B8() {
        federation.plane("k8s-a").script().never(Condition.SNAPSHOTS_CREATED).cannotEndPauseEarly();
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.failed().declare("k8s-a", Phase.RESUME);
        time.advance(Duration.ofMinutes(9));
        assertThat(federation.pauseHeldAnywhere()).isTrue();

        time.advance(MINUTE);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void tearDownWaitsForWorkThatHasBegunAndKeepsThePauseMeanwhile_B8() {
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.failed().declare("k8s-a", Phase.TEARDOWN);
        time.advance(Duration.ofMinutes(8));
        assertThat(federation.pauseHeldAnywhere()).isTrue();
        assertThat(conditions("k8s-a")).containsExactly(Condition.INITIALIZED);

        time.advance(HOUR);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(conditions("k8s-a")).contains(Condition.FAILED).doesNotContain(Condition.SNAPSHOTS_CREATED);
    }

    @Test
    void tearDownOfAMemberThatNeverExecutedIsComplete() {
        initialize();
        backup.failed().declare("k8s-a", Phase.TEARDOWN);
        time.advance(MINUTE);

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(conditions("k8s-a")).containsExactly(Condition.INITIALIZED, Condition.COMPLETE);
    }

    @Test
    void tearDownAfterFailedVolumesIsAFailure() {
        federation
                .plane("k8s-a")
                .script()
                .failsWith(Condition.VOLUMES_FAILED, "BackupDataToRemoteFailed", "quota")
                .insteadOf(Condition.SNAPSHOTS_CREATED);
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        time.advance(MINUTE);
        assertThat(reached("k8s-a", Condition.VOLUMES_FAILED).message()).isEqualTo("quota");
        assertThat(federation.pauseHeldAnywhere()).isTrue();

        backup.failed().declare("k8s-a", Phase.TEARDOWN);
        time.advance(MINUTE);
        assertThat(conditions("k8s-a")).contains(Condition.FAILED);
        assertThat(federation.pauseHeldAnywhere()).isFalse();
    }

    @Test
    void aDirectPlaneProvesThatThePauseHeld() {
        federation.plane("k8s-a").script().directLike();
        executeAll();
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(MINUTE);

        MemberState state = backup.observe("k8s-a");
        assertThat(state.pause().orElseThrow().hold()).isEqualTo(PauseState.Hold.PROVEN);
        assertThat(state.pause().orElseThrow().identity()).contains("pause-op-1");
        assertThat(state.pause().orElseThrow().lag()).isZero();
        assertThat(state.closing()).isPresent();
    }

    @Test
    void aDirectPlaneDoesNotProveAPauseThatBroke() {
        federation.plane("k8s-a").script().directLike();
        executeAll();
        federation.plane("k8s-a").breakPause("gc");
        backup.ok().declare("k8s-a", Phase.RESUME);
        time.advance(MINUTE);

        MemberState state = backup.observe("k8s-a");
        assertThat(state.pause().orElseThrow().hold()).isEqualTo(PauseState.Hold.BROKEN);
        assertThat(state.pause().orElseThrow().detail()).isEqualTo("gc");
        assertThat(state.closing()).isEmpty();
    }

    @Test
    void aDirectPlaneStopsAllWorkAndThePauseOnTearDown() {
        federation.plane("k8s-a").script().directLike();
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.failed().declare("k8s-a", Phase.TEARDOWN);
        assertThat(federation.pauseHeldAnywhere()).isFalse();

        time.advance(HOUR);
        assertThat(conditions("k8s-a"))
                .containsExactlyInAnyOrder(Condition.INITIALIZED, Condition.PAUSE_ENDED, Condition.FAILED);
    }

    @Test
    void failsWhenScriptedByTimePhaseOrCondition() {
        PlaneScript script = federation.plane("k8s-b").script();
        script.failsWith(Condition.RETRYING, "Slow", "").after(Duration.ofSeconds(5));
        script.failsWith(Condition.CLEAN_FAILED, "Odd", "").told(Phase.EXECUTE);
        script.failsWith(Condition.FAILED, "Broken", "").when(Condition.SNAPSHOTS_CREATED);
        initialize();
        backup.declare("k8s-b", Phase.EXECUTE);
        assertThat(conditions("k8s-b")).containsExactly(Condition.CLEAN_FAILED);

        time.advance(Duration.ofSeconds(6));
        assertThat(conditions("k8s-b")).contains(Condition.RETRYING);

        time.advance(HOUR);
        assertThat(conditions("k8s-b"))
                .contains(Condition.SNAPSHOTS_CREATED, Condition.FAILED)
                .doesNotContain(Condition.VOLUMES_COMPLETE);
    }

    @Test
    void doesNothingByItselfWhenManual() {
        federation.plane("k8s-a").script().manual();
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(MINUTE);
        assertThat(conditions("k8s-a")).isEmpty();

        federation.plane("k8s-a").report(Condition.INITIALIZED);
        assertThat(conditions("k8s-a")).containsExactly(Condition.INITIALIZED);
        assertThat(federation.pauseHeldAnywhere()).isTrue();
    }

    @Test
    void aMemberDeletedByHandTakesItsPauseWithIt() {
        initialize();
        federation.plane("k8s-a").deleteByHand();

        assertThat(federation.pauseHeldAnywhere()).isFalse();
        assertThat(backup.observe("k8s-a").presence()).isEqualTo(MemberState.Presence.ABSENT);
    }

    private void initialize() {
        backup.declare("k8s-a", Phase.INITIALIZE);
        time.advance(Duration.ofSeconds(11));
    }

    private void executeAll() {
        initialize();
        backup.declare("k8s-a", Phase.EXECUTE);
        backup.declare("k8s-b", Phase.EXECUTE);
        time.advance(MINUTE);
    }

    private PauseState.Hold hold() {
        return backup.observe("k8s-a", Freshness.CONFIRM).pause().orElseThrow().hold();
    }

    private List<Condition> conditions(String cluster) {
        return backup.observe(cluster).conditions().stream()
                .map(Reached::condition)
                .toList();
    }

    private Reached reached(String cluster, Condition condition) {
        return backup.observe(cluster).reached(condition).orElseThrow();
    }
}
