package io.brfed.internal.direct.recovery;

import static io.brfed.internal.direct.recovery.RecoveryWorld.FIRST;
import static io.brfed.internal.direct.recovery.RecoveryWorld.REGION;
import static io.brfed.internal.direct.recovery.RecoveryWorld.SECOND;
import static io.brfed.internal.direct.recovery.RecoveryWorld.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.Key;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlashbackTest {
    private final RecoveryWorld world = RecoveryWorld.of(12);

    @ParameterizedTest
    @EnumSource(
            names = {"DONE", "DISK_FULL"},
            mode = EnumSource.Mode.EXCLUDE)
    void aRegionThatAnswersSomethingElseIsTriedAgainByItself_P23(Kind kind) {
        world.tidb.answersNext(REGION, Answer.of(kind, "not now"));
        world.tidb.answersNext(REGION, Answer.of(kind, "not now either"));

        world.recover();

        assertThat(world.tidb.notTakenBack()).isEmpty();
        assertThat(world.tidb.flashbackCalls()).isEqualTo(2 * 12 + 2);
    }

    @Test
    void aRegionIsTriedForALimitedTimeAndThenNamed_P23() {
        for (int i = 0; i < 10_000; i++) {
            world.tidb.answersNext(REGION, Answer.of(Kind.PASSING, "stale command"));
        }

        assertThat(world.failure())
                .hasMessageContaining("region 100 ((unbounded) to 1555, leader on store ")
                .hasMessageContaining("could not be prepared within PT30M; last: PASSING: stale command");
    }

    @Test
    void aFullDiskIsToldAtOnce() {
        world.tidb.answersNext(REGION, Answer.of(Kind.DISK_FULL, "store 1"));

        assertThat(world.failure()).hasMessageContaining("the disk of its store is full (store 1); make room");
    }

    @Test
    void theTimeThatABusyStoreAsksForIsKept() {
        world.tidb.answersNext(
                REGION, new Answer(Kind.BUSY, Optional.empty(), Duration.ofMinutes(20), "too many requests"));

        world.recover();

        assertThat(world.time.elapsed()).isGreaterThan(Duration.ofMinutes(20));
    }

    @Test
    void aRegionWhosePreparationWasLostIsPreparedAgainAndNotTakenForDone_P24() {
        world.tidb.callTakes(Duration.ofSeconds(1));
        world.settings = world.settings.withWorkers(1);
        var running = world.recovery().run();
        world.advanceTo("PREPARE 12/12");
        world.tidb.forgetsPreparation(REGION + 110);

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aRegionThatIsSplitMeanwhileIsTakenBackInBothParts() {
        world.tidb.callTakes(Duration.ofSeconds(1));
        var running = world.recovery().run();
        world.advanceTo("PREPARE 12/12");
        world.tidb.splits(REGION, Key.of((byte) 1));

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void anotherLeaderIsAskedAtOnce() {
        world.tidb.callTakes(Duration.ofSeconds(1));
        var running = world.recovery().run();
        world.advanceTo("LEAD 12/12");
        world.tidb.leads(SECOND, REGION);

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aStoreThatIsSaidToLeadAndCannotBeAskedIsNotAskedForEver() {
        world.stores.cannotTakeBack(THIRD);
        world.tidb.answersNext(REGION, new Answer(Kind.NOT_LEADER, Optional.of(THIRD), Duration.ZERO, "not leader"));
        var running = world.recovery().run();
        world.advanceTo("LEAD 12/12");
        for (long region = REGION; region < REGION + 12 * 10; region += 10) {
            world.tidb.leads(FIRST, region);
        }

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aRegionThatTwoStoresPassOnToEachOtherIsTriedForALimitedTimeToo_P23() {
        world.stores.isPassedOn(REGION);

        assertThat(world.failure()).hasMessageContaining("could not be prepared within PT30M; last: NOT_LEADER");
    }

    @Test
    void theTimeThatARegionWaitedForItsTurnIsNotCounted_P23() {
        long last = REGION + 110;
        world.settings = world.settings.withWorkers(1);
        var running = world.recovery().run();
        world.advanceTo("LEAD 12/12");
        world.tidb.callTakes(Duration.ofSeconds(175));
        world.tidb.answersNext(last, Answer.of(Kind.PASSING, "stale command"));

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aWaitThatNoClockCanCountEndsWithTheTimeForTheRegion() {
        world.tidb.answersNext(
                REGION, new Answer(Kind.BUSY, Optional.empty(), Duration.ofMillis(Long.MAX_VALUE), "busy"));

        world.recover();

        assertThat(world.time.elapsed()).isLessThan(Duration.ofHours(1));
    }

    @Test
    void aRegionThatPdDoesNotKnowForAWhileIsWaitedFor() {
        var running = world.recovery().run();
        world.advanceTo("LEAD 12/12");
        world.unknownToPd.add(REGION + 50);
        world.time.schedule(Duration.ofSeconds(20), world.unknownToPd::clear);

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void anotherProcessGoesOnWithTheSameTimesAndDoesNothingTwice_P23() {
        world.tidb.callTakes(Duration.ofSeconds(2));
        world.settings = world.settings.withWorkers(1);
        NativeRecovery first = world.recovery();
        var running = first.run();
        world.advanceTo("FLASH_BACK 6/12");
        first.cancel();
        world.failureOf(running);
        RecoveryState kept = world.lastKept();

        NativeRecovery.Recovered recovered =
                world.await(world.recovery().from(kept).run());

        assertThat(kept.done()).isNotEmpty();
        assertThat(kept.times()).contains(recovered.times());
        assertThat(world.tidb.timesTakenBack(REGION)).isEqualTo(1);
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void manyRegionsAtOnceTakeNoLongerThanTheirCallsDo() {
        int regions = 4000;
        int workers = 40;
        Duration call = Duration.ofMillis(500);
        RecoveryWorld large = RecoveryWorld.of(regions);
        large.tidb.callTakes(call);
        large.settings = large.settings.withWorkers(workers);
        var running = large.recovery().run();
        large.advanceTo("LEAD " + regions + "/" + regions);
        Duration began = large.time.elapsed();

        large.await(running);

        Duration floor = call.multipliedBy(2L * regions / workers);
        assertThat(large.time.elapsed().minus(began))
                .isLessThan(floor.multipliedBy(11).dividedBy(10));
    }
}
