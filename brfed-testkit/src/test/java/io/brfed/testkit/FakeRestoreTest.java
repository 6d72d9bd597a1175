package io.brfed.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.BackupLocation;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Tso;
import io.brfed.plane.Declaration;
import io.brfed.plane.MemberRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FakeRestoreTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeFederation federation = FakeFederation.of(2);
    private final VirtualTime time = federation.time();
    private final PlaneScript script = federation.plane("k8s-a").script();
    private final Calls restore = Calls.restore(federation);

    @Test
    void aWholeRestoreReachesEveryConditionInOrder() {
        restoreEverything();

        assertThat(conditions())
                .containsExactly(
                        Condition.VOLUMES_RESTORED, Condition.TIKV_READY, Condition.DATA_RESTORED, Condition.COMPLETE);
        assertThat(federation.leftovers()).isEmpty();
    }

    @Test
    void warmsUpBeforeTikvStartsWhenSync() {
        script.warmUp(WarmUp.SYNC);
        restore.declare("k8s-a", Phase.RESTORE_VOLUME);
        time.advance(HOUR);

        assertThat(conditions())
                .containsExactly(
                        Condition.VOLUMES_RESTORED,
                        Condition.WARM_UP_STARTED,
                        Condition.WARM_UP_COMPLETE,
                        Condition.TIKV_READY);
    }

    @Test
    void warmsUpWhileTikvStartsWhenAsync() {
        script.warmUp(WarmUp.ASYNC);
        restore.declare("k8s-a", Phase.RESTORE_VOLUME);
        time.advance(HOUR);

        assertThat(conditions())
                .containsExactly(
                        Condition.VOLUMES_RESTORED,
                        Condition.WARM_UP_STARTED,
                        Condition.TIKV_READY,
                        Condition.WARM_UP_COMPLETE);
    }

    @Test
    void isCompleteAfterTheWarmUpWhenOnlyTheLogIsChecked() {
        script.warmUp(WarmUp.CHECK_WAL_ONLY);
        restore.declare("k8s-a", Phase.RESTORE_VOLUME);
        time.advance(HOUR);

        assertThat(conditions()).contains(Condition.COMPLETE).doesNotContain(Condition.TIKV_READY);
    }

    @Test
    void reportsTheTimestampOfTheBackupAtItsSource() {
        federation.plane("k8s-a").script().commitTs(new Tso(77));
        Calls backup = Calls.backup(federation);
        backup.declare("k8s-a", Phase.EXECUTE);
        time.advance(HOUR);
        script.commitTs(new Tso(99));
        BackupLocation source = backup.observe("k8s-a").location().orElseThrow();

        Declaration volumes = restore.declaration("k8s-a", Phase.RESTORE_VOLUME);
        MemberRequest request = new MemberRequest(volumes.member(), Optional.of(source));
        Declaration withSource = Declaration.of(request, volumes.phase(), volumes.stamp(), volumes.creation());
        time.await(federation.plane("k8s-a").declare(withSource, Calls.LIMIT), Calls.LIMIT);
        time.advance(HOUR);

        assertThat(restore.observe("k8s-a").commitTs()).contains(new Tso(77));
    }

    @Test
    void otherClustersReadTheSameStorage() {
        federation.plane("k8s-b").script().commitTs(new Tso(77));
        Calls backup = Calls.backup(federation);
        backup.declare("k8s-b", Phase.EXECUTE);
        time.advance(HOUR);
        FakeFederation other = federation.another(2);
        Calls elsewhere = Calls.restore(other);
        Declaration plain = elsewhere.declaration("k8s-a", Phase.RESTORE_VOLUME);
        MemberRequest request =
                new MemberRequest(plain.member(), backup.observe("k8s-b").location());
        time.await(
                other.plane("k8s-a")
                        .declare(Declaration.of(request, plain.phase(), plain.stamp(), plain.creation()), Calls.LIMIT),
                Calls.LIMIT);
        time.advance(HOUR);

        assertThat(elsewhere.observe("k8s-a").commitTs()).contains(new Tso(77));
        assertThat(federation.plane("k8s-a").members()).isEmpty();
    }

    @Test
    void aFailedMemberDoesNothingMore() {
        script.failsWith(Condition.FAILED, "RestoreDataFromRemoteFailed", "no such snapshot")
                .insteadOf(Condition.VOLUMES_RESTORED);
        restoreEverything();

        assertThat(conditions()).containsExactly(Condition.FAILED);
    }

    private void restoreEverything() {
        for (Phase phase : List.of(Phase.RESTORE_VOLUME, Phase.RESTORE_DATA, Phase.RESTORE_FINISH)) {
            restore.declare("k8s-a", phase);
            time.advance(HOUR);
        }
    }

    private List<Condition> conditions() {
        return restore.observe("k8s-a").conditions().stream()
                .map(Reached::condition)
                .toList();
    }
}
