package io.brfed.testkit.tidb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class RandomWorldsTest {
    private static final int SEEDS = 3000;

    @Test
    void everyBackupUnderAPauseIsConsistent() {
        List<String> bad = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Judgement judgement = Backups.paused(seed);
            if (!judgement.isConsistent()) {
                bad.add("seed " + seed + ": " + judgement);
            }
        }

        assertThat(bad).isEmpty();
    }

    @Test
    void afterStoresAndLeadersCameAndWentBackupsUnderAPauseAreConsistent() {
        List<String> bad = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Judgement judgement = Backups.pausedAfterTrouble(seed);
            if (!judgement.isConsistent()) {
                bad.add("seed " + seed + ": " + judgement);
            }
        }

        assertThat(bad).isEmpty();
    }

    @Test
    void manyBackupsWithoutAPauseAreNot() {
        assertThat(badPercent(Backups::unpaused)).isBetween(10, 90);
    }

    @Test
    void someBackupsAreNotIfOnlyGarbageCollectionGoesOn() {
        assertThat(badPercent(Backups::pausedWithoutHold)).isBetween(1, 90);
    }

    @Test
    void someBackupsAreNotIfOnlyTheLeasesAreLeftOut() {
        assertThat(badPercent(Backups::pausedWithoutLeases)).isBetween(1, 90);
    }

    private static int badPercent(LongFunction<Judgement> backup) {
        int bad = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            bad += backup.apply(seed).isConsistent() ? 0 : 1;
        }
        return 100 * bad / SEEDS;
    }

    @Test
    void sameSeedAndSameCallsGiveTheSameWorldToTheLastEvent() {
        for (int seed = 0; seed < 20; seed++) {
            Backups one = Backups.played(seed);
            Backups other = Backups.played(seed);

            assertThat(one.captures).isEqualTo(other.captures);
            assertThat(one.tidb.pd().timestamp()).isEqualTo(other.tidb.pd().timestamp());
            assertThat(one.tidb.pd().regions()).isEqualTo(other.tidb.pd().regions());
        }
    }

    @Test
    void anotherSeedGivesAnotherWorld() {
        assertThat(Backups.played(1).captures).isNotEqualTo(Backups.played(2).captures);
    }

    @Test
    void someRegionHasNoVoterInSomeMember() {
        Backups backup = Backups.played(1);

        assertThat(backup.tidb.pd().regions())
                .anyMatch(region -> region.voters().stream()
                                .map(store -> (store.bits() - 1) / Backups.STORES_PER_MEMBER)
                                .distinct()
                                .count()
                        < Backups.MEMBERS);
    }

    @Test
    void longAfterItsActivityAWorldCostsNothing() {
        Backups backup = Backups.played(3);

        backup.time.advance(Duration.ofDays(365));

        assertThat(backup.tidb.pd().minResolvedTs())
                .isGreaterThan(backup.tidb.pd().gcSafePoint());
    }
}
