package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.StoreId;
import io.brfed.internal.direct.recovery.NativeRecovery;
import io.brfed.internal.direct.recovery.RecoveryListener.Step;
import io.brfed.spi.Key;
import io.brfed.spi.PdRecovery;
import io.brfed.spi.RegionMeta;
import io.brfed.tikv.testserver.TestContents;
import io.brfed.tikv.testserver.TestVolumes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole recovery of data with the adapter, over the wires of PD and TiKV; what is in the keys is compared afterwards. */
@Timeout(120)
class DataRecoveryOverTheWireTest {
    private static final StoreId FIRST = new StoreId(1);
    private static final StoreId SECOND = new StoreId(2);
    private static final StoreId THIRD = new StoreId(3);
    private static final long REGION = 100;
    private static final int REGIONS = 40;

    private final TestVolumes volumes = TestVolumes.of(3, REGIONS);
    private final WiredRecovery wired = WiredRecovery.of(volumes);

    @AfterEach
    void close() {
        wired.close();
    }

    @Test
    void everyKeyHoldsWhatItHeldAtTheTimestampOfTheBackup() {
        Map<String, String> expected = wired.writeHistory();

        NativeRecovery.Recovered recovered = wired.recover();

        assertThat(recovered.plan().regions()).isEqualTo(REGIONS);
        assertThat(wired.tidb().notTakenBack()).isEmpty();
        TestContents contents = wired.tidb().contents();
        assertThat(contents.latest())
                .isEqualTo(expected)
                .isEqualTo(contents.at(recovered.times().version()));
        assertThat(contents.locked()).isEmpty();
    }

    @Test
    void pdAndTheStoresAreLeftInOrder() {
        wired.recover();

        assertThat(wired.tidb().pd().isMarked()).isFalse();
        assertThat(wired.tidb().pd().pausedSchedulers()).isEmpty();
        assertThat(wired.tidb().pd().temporarySettings()).isEmpty();
        assertThat(wired.tidb().pd().gcHolds()).isEmpty();
        assertThat(wired.tidb().stores())
                .allSatisfy(store -> assertThat(store.panic()).isEmpty());
        assertThat(wired.tidb().pd().lastId()).isGreaterThan(wired.greatestId());
    }

    @Test
    void whatWasWrittenAfterTheTimestampOfTheBackupStaysGoneInNormalMode() {
        Map<String, String> expected = wired.writeHistory();
        wired.recover();

        wired.tidb().stores().forEach(wired.tidb()::restart);

        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
        assertThat(wired.await(wired.pd().regions(Key.UNBOUNDED, REGIONS, WiredRecovery.CALL)))
                .hasSize(REGIONS)
                .allSatisfy(route -> assertThat(route.leader()).isPresent());
    }

    @Test
    void aStoreThatStartsAnewWhileItLeadsIsToldAgain_P22() {
        Map<String, String> expected = wired.writeHistory();
        wired.once(Step.READ, () -> wired.restart(SECOND));

        wired.recover();

        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }

    @Test
    void aStoreThatStartsAnewDuringTheFlashbackIsToldAgain_P22() {
        Map<String, String> expected = wired.writeHistory();
        wired.once(Step.PREPARE, () -> wired.restart(SECOND));

        wired.recover();

        assertThat(wired.tidb().notTakenBack()).isEmpty();
        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }

    @Test
    void anotherLeaderOfPdIsFound() {
        Map<String, String> expected = wired.writeHistory();
        wired.once(Step.LEAD, () -> wired.tidb().pd().changeLeader());
        wired.once(Step.FLASH_BACK, () -> wired.tidb().pd().changeLeader());

        wired.recover();

        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
        assertThat(wired.tidb().pd().isMarked()).isFalse();
    }

    @Test
    void anotherCandidateLeadsWhereALearnerWasChosen_P20() {
        volumes.becomesLearner(REGION, FIRST);
        Map<String, String> expected = wired.writeHistory();

        wired.recover();

        assertThat(wired.tidb().leader(REGION)).isPresent().get().isNotEqualTo(FIRST);
        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }

    @Test
    void anotherCandidateLeadsWhereAnOutdatedPeerWasChosen_P20() {
        volumes.fellBehind(REGION, SECOND);
        Map<String, String> expected = wired.writeHistory();

        wired.recover();

        assertThat(wired.tidb().leader(REGION)).isPresent().get().isNotEqualTo(SECOND);
        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }

    @Test
    void aTombstoneIsNoCandidate() {
        volumes.isTombstone(REGION, FIRST);
        Map<String, String> expected = wired.writeHistory();

        NativeRecovery.Recovered recovered = wired.recover();

        assertThat(recovered.plan().candidates(REGION)).containsExactlyInAnyOrder(SECOND, THIRD);
        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }

    @Test
    void whatIsLeftOfARegionThatWasMergedLoses() {
        volumes.hasLeftover(FIRST, new RegionMeta(77, 79, 9, 999, 0, 1, false, Key.UNBOUNDED, Key.UNBOUNDED));

        NativeRecovery.Recovered recovered = wired.recover();

        assertThat(recovered.plan().regions()).isEqualTo(REGIONS);
        assertThat(recovered.plan().dropped().count()).isEqualTo(1);
    }

    @Test
    void aGapInTheKeySpaceIsRefusedBeforeAnythingIsDone_P19() {
        volumes.loses(REGION + 50);
        long before = wired.lastId();

        assertThatThrownBy(wired::recover).hasMessageContaining("after region 140");

        assertThat(wired.lastId()).isLessThan(before + 100);
        assertThat(wired.tidb().pd().isMarked()).isTrue();
    }

    @Test
    void aStoreThatIsMissingIsNamed_P16() {
        volumes.isMissing(THIRD);

        assertThatThrownBy(wired::recover).hasMessageContaining("stores [3] of the backup are not up");
    }

    @Test
    void aStoreTooManyIsNamed_P16() {
        StoreId strange = wired.addStore();

        assertThatThrownBy(wired::recover)
                .hasMessageContaining("PD has stores [" + strange + "], which are not in the backup");
    }

    @Test
    void aClusterThatIsNotMarkedIsRefused() {
        wired.start();
        PdRecovery pd = wired.pdRecovery();
        wired.await(pd.unmark(WiredRecovery.CALL));

        assertThatThrownBy(wired::recover).hasMessageContaining("is this a cluster that is alive?");
    }

    @Test
    void anotherProcessGoesOnWhereOneEnded_P23() {
        Map<String, String> expected = wired.writeHistory();
        AtomicBoolean cancelled = new AtomicBoolean();
        wired.once(Step.FLASH_BACK, () -> {
            cancelled.set(true);
            wired.cancel();
        });
        assertThatThrownBy(wired::recover).hasMessageContaining("the recovery was cancelled");

        NativeRecovery.Recovered recovered = wired.goOn();

        assertThat(cancelled).isTrue();
        assertThat(List.of(recovered.times())).isEqualTo(wired.keptTimes());
        assertThat(wired.tidb().contents().latest()).isEqualTo(expected);
    }
}
