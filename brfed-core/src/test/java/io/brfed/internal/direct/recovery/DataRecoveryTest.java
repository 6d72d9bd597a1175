package io.brfed.internal.direct.recovery;

import static io.brfed.internal.direct.recovery.RecoveryWorld.FIRST;
import static io.brfed.internal.direct.recovery.RecoveryWorld.REGION;
import static io.brfed.internal.direct.recovery.RecoveryWorld.SECOND;
import static io.brfed.internal.direct.recovery.RecoveryWorld.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DataRecoveryTest {
    private final RecoveryWorld world = RecoveryWorld.of(12);

    @Test
    void takesEveryRegionBackAndThePdMarkAway() {
        NativeRecovery.Recovered recovered = world.recover();

        assertThat(recovered.plan().regions()).isEqualTo(12);
        assertThat(world.tidb.notTakenBack()).isEmpty();
        assertThat(world.tidb.takenBack(REGION)).contains(recovered.times());
        assertThat(recovered.times().version()).isEqualTo(world.resolved);
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(world.pd.pausedNow()).isEmpty();
        assertThat(world.pd.temporaryNow()).isEmpty();
        assertThat(world.pd.gcHoldsNow()).isEmpty();
    }

    @Test
    void tellsItsProgressByRegion() {
        world.recover();

        assertThat(world.progress)
                .startsWith("READ 12/12", "LEAD 12/12", "PREPARE 1/12")
                .endsWith("FLASH_BACK 12/12");
    }

    @Test
    void tellsHowMuchStoresHaveToldWhileTheyAreRead() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        world.stores.canBeReadAfter(SECOND, ready);
        world.time.schedule(Duration.ofSeconds(12), () -> ready.complete(null));

        world.recover();

        assertThat(world.progress).startsWith("READ 24/36").contains("READ 12/12");
    }

    @Test
    void anotherProcessCountsOnWhereOneEnded() {
        world.tidb.callTakes(Duration.ofSeconds(20));
        world.settings = world.settings.withWorkers(1);
        NativeRecovery recovery = world.recovery();
        var running = recovery.run();
        world.advanceTo("FLASH_BACK 5/12");
        recovery.cancel();
        world.failureOf(running);
        world.progress.clear();

        world.await(recovery.from(world.lastKept()).run());

        assertThat(world.progress)
                .noneMatch(told -> told.startsWith("PREPARE"))
                .doesNotContain("FLASH_BACK 1/12")
                .endsWith("FLASH_BACK 12/12");
    }

    @Test
    void aStoreThatJoinsDuringTheRecoveryIsRefused_P16() {
        world.time.schedule(Duration.ofSeconds(8), () -> world.tidb.joins(new StoreId(9), Map.of()));

        assertThat(world.failure()).hasMessageContaining("PD has stores [9], which are not in the backup");
    }

    @Test
    void aStoreThatCannotBeReachedIsNamedWithTheWayOut() {
        CompletableFuture<Void> refused = new CompletableFuture<>();
        refused.completeExceptionally(new ProviderException(Fault.UNREACHABLE, "store 2: connection refused"));
        world.stores.canBeReadAfter(SECOND, refused);

        assertThat(world.failure())
                .hasMessageContaining("store 2: connection refused")
                .hasMessageContaining("or let the data be recovered in the cluster, by BR in a job");
    }

    @Test
    void writesAboveEveryCommitOnTheVolumes_P15() {
        world.tidb.commits(REGION, world.latestCommit);

        world.recover();

        assertThat(world.tidb.panicked()).isEmpty();
    }

    @Test
    void refusesToTakeBackIfPdIsNotAboveTheCommitsOnTheVolumes_P15() {
        world.latestCommit = Tso.at(world.time.now().plus(Duration.ofHours(1)));
        world.tidb.commits(REGION, world.latestCommit);

        assertThat(world.failure())
                .hasMessageContaining("is not above " + world.latestCommit)
                .hasMessageContaining("Raise PD's timestamp before the stores start");
        assertThat(world.tidb.panicked()).isEmpty();
        assertThat(world.tidb.flashbackCalls()).isZero();
    }

    @Test
    void waitsForAStoreAndThenNamesIt_P16() {
        world.tidb.isMissing(THIRD);

        assertThat(world.failure()).hasMessageContaining("stores [3] of the backup are not up (waited PT10M)");
    }

    @Test
    void refusesAStoreTooMany_P16() {
        world.tidb.joins(new StoreId(9), Map.of());

        assertThat(world.failure())
                .hasMessageContaining("PD has stores [9], which are not in the backup; it has [1, 2, 3]");
    }

    @Test
    void refusesTiflash() {
        world.tidb.joins(new StoreId(9), Map.of("engine", "tiflash"));

        assertThat(world.failure()).hasMessageContaining("store 9 at tikv-9:20160 is TiFlash");
    }

    @Test
    void refusesAClusterThatIsNotMarked() {
        world.await(world.pdRecovery.unmark(Duration.ofSeconds(1)));

        assertThat(world.failure()).hasMessageContaining("is this a cluster that is alive?");
        assertThat(world.pdRecovery.idBases()).isEmpty();
    }

    @Test
    void readsAStoreAgainThatBrokeOff() {
        world.tidb.breaksOffReading(SECOND, 3);

        assertThat(world.recover().plan().regions()).isEqualTo(12);
    }

    @Test
    void refusesVolumesWithoutTheLastRegion_P19() {
        world.tidb.loses(REGION + 110);

        assertThat(world.failure())
                .isInstanceOf(RecoveryFailedException.class)
                .hasCauseInstanceOf(UnusableRegionsException.class)
                .hasMessageContaining("to the end, after region 200");
        assertThat(world.pdRecovery.idBases()).isEmpty();
    }

    @Test
    void anotherCandidateLeadsWhereALearnerWasChosen_P20() {
        world.tidb.becomesLearner(REGION, FIRST);

        world.recover();

        assertThat(world.tidb.leader(REGION)).isPresent().isNotEqualTo(Optional.of(FIRST));
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void anotherCandidateLeadsWhereTheOneWithTheGreatestTermLacksTheEndOfTheLog_P20() {
        world.tidb.fellBehind(REGION, SECOND);

        world.recover();

        assertThat(world.tidb.leader(REGION)).isPresent().isNotEqualTo(Optional.of(SECOND));
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aStoreThatLeadsOneRegionAfterTheOtherKeepsItsRegionsHoweverLongItTakes_P20() {
        RecoveryWorld slow = RecoveryWorld.of(1620);
        slow.tidb.leadsAtATime(FIRST, 1);

        RecoveryPlan plan = slow.recover().plan();

        assertThat(slow.time.elapsed()).isGreaterThan(Duration.ofMinutes(90));
        assertThat(plan.leaders(FIRST))
                .hasSize(540)
                .allSatisfy(region -> assertThat(slow.tidb.leader(region)).contains(FIRST));
    }

    @Test
    void tellsHowManyRegionsHaveLeadersWhileStoresAreAtIt() {
        world.tidb.leadsAtATime(FIRST, 1);

        world.recover();

        assertThat(world.progress).containsSubsequence("READ 12/12", "LEAD 11/12", "LEAD 12/12");
    }

    @Test
    void namesTheRegionThatNobodyCanLead_P20() {
        for (StoreId store : new StoreId[] {FIRST, SECOND, THIRD}) {
            world.tidb.becomesLearner(REGION, store);
        }

        assertThat(world.failure())
                .hasMessageContaining("1 of 12 regions have no leader")
                .hasMessageContaining("region 100, whose candidates are stores [1, 2, 3]");
    }

    @Test
    void waitsUntilPdHasHeardOfTheRegionsInThePlaceOfTheOneThatItBeganWith() {
        world.pdShowsOnly(4, 1, Duration.ofSeconds(60));
        var running = world.recovery().run();

        world.time.advance(Duration.ofSeconds(59));

        assertThat(world.tidb.flashbackCalls()).isZero();
        world.await(running);
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void waitsUntilPdHasHeardOfTheRegionsInThePlaceOfALeftOverThatLeadsItself() {
        world.tidb.hasLeftover(FIRST, new RegionMeta(77, 79, 9, 999, 0, 1, false, Key.UNBOUNDED, Key.UNBOUNDED));
        world.pdShowsOnly(77, 1, Duration.ofSeconds(60));
        var running = world.recovery().run();

        world.time.advance(Duration.ofSeconds(59));

        assertThat(world.tidb.flashbackCalls()).isZero();
        world.await(running);
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void takesBackWhatARegionWasSplitIntoAfterThePlanWasMade() {
        world.tidb.becomesLearner(REGION + 30, FIRST);
        world.time.schedule(Duration.ofMinutes(1), () -> world.tidb.splits(REGION, Key.of((byte) 1)));

        world.recover();

        assertThat(world.tidb.notTakenBack()).isEmpty();
        assertThat(world.time.elapsed()).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void aCallThatOurOwnNextOneEndsIsNoReasonToTellTheStoreOnceMore_P21() {
        var running = world.recovery().run();
        for (int i = 0; i < 1000 && !world.progress.contains("READ 12/12"); i++) {
            world.time.advance(Duration.ofMillis(1));
        }
        // It is up again before the first call, and PD says so only after that.
        world.tidb.startsAnew(THIRD);

        world.await(running);

        assertThat(world.tidb.calledTwice()).containsExactly(THIRD);
        assertThat(world.stores.toldToLead()).containsExactlyInAnyOrder(FIRST, SECOND, THIRD, THIRD);
        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aStoreThatStartsAnewAfterItHasAnsweredIsToldAgainWhileAnotherOneIsStillAtIt_P22() {
        RecoveryPlan plan = ledWhileAnotherStoreIsSlow(Duration.ofSeconds(60));

        assertThat(world.stores.toldToLead().stream().filter(THIRD::equals)).hasSize(2);
        assertThat(plan.leaders(THIRD))
                .allSatisfy(region -> assertThat(world.tidb.leader(region)).contains(THIRD));
    }

    /** The third store starts anew at that time after its answer; what it should lead then has no leader. */
    private RecoveryPlan ledWhileAnotherStoreIsSlow(Duration restart) {
        world.tidb.becomesLearner(REGION, FIRST);
        world.time.schedule(restart, () -> world.tidb.startsAnew(THIRD));
        return world.recover().plan();
    }

    @Test
    void whenEachStoreStartedIsKnownBeforeAnyIsToldToLead_P22() {
        // Nothing more is heard of the stores until long after the third one has led, and started anew.
        world.stores.takesNextLead((store, regions) -> {
            for (int i = 0; i < 4; i++) {
                world.pd.failsNext("stores");
            }
            return Optional.empty();
        });

        RecoveryPlan plan = ledWhileAnotherStoreIsSlow(Duration.ofSeconds(14));

        assertThat(world.stores.toldToLead().stream().filter(THIRD::equals)).hasSize(2);
        assertThat(plan.leaders(THIRD))
                .allSatisfy(region -> assertThat(world.tidb.leader(region)).contains(THIRD));
    }

    @Test
    void aStoreThatStartsAnewDuringTheFlashbackIsToldAgain_P22() {
        world.tidb.callTakes(Duration.ofSeconds(20));
        world.settings = world.settings.withWorkers(1);
        world.time.schedule(Duration.ofMinutes(4), () -> world.tidb.startsAnew(SECOND));

        world.recover();

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void aStoreThatStartsAnewDuringTheFlashbackAndCannotBeToldAtOnceIsToldLater_P22() {
        world.tidb.callTakes(Duration.ofSeconds(20));
        world.settings = world.settings.withWorkers(1);
        var running = world.recovery().run();
        world.advanceTo("PREPARE 1/12");
        world.stores.takesNextLead((store, regions) -> Optional.of(CompletableFuture.failedFuture(
                new ProviderException(Fault.UNREACHABLE, "store " + store + ": connection refused"))));
        world.tidb.startsAnew(SECOND);

        world.await(running);

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void whatAStoreIsSentLateIsWhatItWasToldWhenItWasAsked_P20() {
        CompletableFuture<LongStream> unread = new CompletableFuture<>();
        world.tidb.becomesLearner(REGION, FIRST);
        for (int i = 0; i < 3; i++) {
            world.stores.takesNextLead((store, regions) -> Optional.empty());
        }
        world.stores.takesNextLead((store, regions) -> {
            unread.complete(regions);
            world.tidb.becomesLearner(REGION + 30, FIRST);
            world.tidb.startsAnew(FIRST);
            return Optional.of(new CompletableFuture<>());
        });

        world.recover();

        assertThat(world.tidb.leader(REGION + 30)).isPresent().isNotEqualTo(Optional.of(FIRST));
        assertThat(world.await(unread)).contains(REGION + 30).doesNotContain(REGION);
    }

    @Test
    void aHoldOfGarbageCollectionThatFailsIsAskedForAgain() {
        world.pd.failsNext("holdGc");

        world.recover();

        assertThat(world.tidb.notTakenBack()).isEmpty();
    }

    @Test
    void nothingIsTriedAgainOnceItIsCancelled() {
        world.pd.failsNext("pauseSchedulers");
        NativeRecovery recovery = world.recovery();
        var running = recovery.run();
        world.time.advance(Duration.ofSeconds(1));

        recovery.cancel();

        world.failureOf(running);
        world.time.advance(Duration.ofSeconds(30));
        assertThat(world.pd.pausedNow()).isEmpty();
    }

    @Test
    void whatIsRenewedWhileItIsGivenBackIsGivenBackToo() {
        world.tidb.callTakes(Duration.ofSeconds(20));
        world.settings = world.settings.withWorkers(1);
        NativeRecovery recovery = world.recovery();
        var running = recovery.run();
        world.advanceTo("LEAD 12/12");
        world.pd.delaysNext("pauseSchedulers", Duration.ofSeconds(8));
        world.time.advance(Duration.ofSeconds(78).minus(world.time.elapsed()));

        recovery.cancel();

        world.failureOf(running);
        world.time.advance(Duration.ofSeconds(30));
        assertThat(world.pd.pausedNow()).isEmpty();
        assertThat(world.pd.temporaryNow()).isEmpty();
    }

    @Test
    void whatIsKeptNamesTheIdsAndTheTimesBeforeTheyAreUsed_P25() {
        world.recover();

        assertThat(world.kept.get(0).idBase())
                .isEqualTo(world.pdRecovery.idBases().get(0));
        assertThat(world.kept.get(0).times()).isEmpty();
        assertThat(world.kept.get(1).times()).isPresent();
        assertThat(world.kept.get(1).prepared()).isEmpty();
    }

    @Test
    void idsAreNotRaisedIfThatCannotBeKept_P25() {
        world.cannotKeep();

        assertThat(world.failure()).hasMessageContaining("the storage is full");
        assertThat(world.pdRecovery.idBases()).isEmpty();
    }

    @Test
    void idsAreRaisedAboveWhatTheBackupHadGivenOutByAMargin_P25() {
        world.recordedId = 5_000_000;

        world.recover();

        assertThat(world.pdRecovery.idBases()).containsExactly(6_000_000L);
    }

    @Test
    void anotherProcessNeverLowersTheIds_P25() {
        world.recover();
        long first = world.lastKept().idBase();
        world.await(world.pdRecovery.mark(Duration.ofSeconds(1)));

        world.await(world.recovery().from(world.lastKept()).run());

        assertThat(world.pdRecovery.idBases()).containsExactly(first);
    }

    @Test
    void aFailureSaysThatThePdMarkIsStillThere_P26() {
        world.tidb.isMissing(THIRD);

        assertThat(world.failure())
                .hasMessageContaining("PD is still marked as recovering: every TiKV store that starts enters recovery");
        assertThat(world.pdRecovery.isMarkedNow()).isTrue();
    }

    @Test
    void cancellingGivesBackWhatWasHeldAndEndsAtOnce() {
        world.tidb.callTakes(Duration.ofSeconds(20));
        world.settings = world.settings.withWorkers(1);
        NativeRecovery recovery = world.recovery();
        var running = recovery.run();
        world.advanceTo("PREPARE 3/12");

        recovery.cancel();

        Duration before = world.time.elapsed();
        assertThat(world.failureOf(running)).hasMessageContaining("the recovery was cancelled. PD is still marked");
        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofSeconds(1));
        assertThat(world.pd.pausedNow()).isEmpty();
        assertThat(world.pd.gcHoldsNow()).isEmpty();
    }

    @Test
    void whatIsHeldStaysHeldWhereAnotherProcessGoesOn() {
        NativeRecovery recovery = world.recovery();
        var running = recovery.run();
        world.time.advance(Duration.ofSeconds(5));

        recovery.leave();

        assertThat(world.failureOf(running)).hasMessageContaining("another process goes on");
        assertThat(world.pd.pausedNow()).isNotEmpty();
        world.time.advance(Duration.ofMinutes(6));
        assertThat(world.pd.pausedNow()).isEmpty();
    }

    @Test
    void endsInBoundedTimeWhateverHappens() {
        world.settings = world.settings.withLongest(Duration.ofMinutes(5));
        world.tidb.callTakes(Duration.ofMinutes(2));

        assertThat(world.failure()).hasMessageContaining("the recovery did not end within PT5M");
    }
}
