package io.brfed.internal.direct.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Tso;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pause that is held: how it is kept, what ends it, and what is proved of it. */
class KeptPauseTest {
    private final PauseWorld world = PauseWorld.held();

    private void assertLapsed(PausePart part, String words) {
        assertThat(world.gaps).singleElement().satisfies(gap -> {
            assertThat(gap.part()).isEqualTo(part);
            assertThat(gap.detail()).contains(words);
        });
        assertThatThrownBy(world::prove).hasMessageContaining("lapsed");
        world.release();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void isProvedAndGivenBackAfterwards_P2() {
        world.time.advance(Duration.ofSeconds(100));

        HeldPause.Proved proved = world.prove();

        assertThat(proved.repairs()).isEmpty();
        assertThat(proved.unproved()).isEmpty();
        world.time.await(world.pause.releaseProved(), Duration.ofSeconds(10));
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void everyLeaseIsRenewedAtAQuarterOfItsTime_P10() {
        for (int second = 0; second < 120; second++) {
            world.time.advance(Duration.ofSeconds(1));

            assertThat(world.stores.leaseLeft(PauseWorld.FIRST)).isGreaterThan(Duration.ofSeconds(44));
        }
    }

    @Test
    void aStoreThatRestartsIsNoticedAtOnce_P1() {
        world.stores.restarts(PauseWorld.FIRST);
        world.time.advance(Duration.ofMillis(50));

        assertLapsed(PausePart.LEASE, "1 (tikv-1:20160)");
    }

    @Test
    void aLeaseThatIsGoneIsNoticedByTheNextRenewal_P1() {
        world.stores.losesLease(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(16));

        assertLapsed(PausePart.LEASE, "had expired");
    }

    @Test
    void aLeaseThatWasLostBetweenRenewalsFailsTheProof_P2() {
        world.stores.losesLease(PauseWorld.FIRST);

        assertThatThrownBy(world::prove).hasMessageContaining("store 1");
    }

    @Test
    void oneRenewalThatFailsIsNoFailure_P3() {
        world.stores.becomesUnreachable(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(20));
        world.stores.comesBack(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(20));

        assertThat(world.gaps).isEmpty();
        assertThat(world.prove().unproved()).isEmpty();
    }

    @Test
    void aLeaseThatCannotBeRenewedIsLostBeforeItEnds_P3() {
        world.stores.becomesUnreachable(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(75));

        assertThat(world.gaps).singleElement().extracting(Gap::part).isEqualTo(PausePart.LEASE);
    }

    @Test
    void aPauseOfSchedulersThatRanOutByItselfIsNotTakenForAChangeOfTheLeader_P11() {
        PauseWorld shortly = PauseWorld.create();
        shortly.time.await(shortly.pause.take(count -> Duration.ofSeconds(20)), Duration.ofMinutes(1));
        shortly.time.advance(Duration.ofSeconds(25));

        assertThat(shortly.prove().repairs())
                .isNotEmpty()
                .allSatisfy(repair -> assertThat(repair)
                        .contains("ran out by itself after the PT20S")
                        .doesNotContain("leader has changed"));
    }

    @Test
    void aWallClockThatJumpsChangesNothing_P3() {
        world.time.jumpClock(Duration.ofHours(1));
        world.stores.becomesUnreachable(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(16));
        world.stores.comesBack(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(16));

        assertThat(world.gaps).isEmpty();
    }

    @Test
    void aConnectionThatBreaksIsMadeAnewAndTheLeaseGoesOn_P1() {
        world.stores.disconnects(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(31));

        assertThat(world.gaps).isEmpty();
        assertThat(world.prove().unproved()).isEmpty();
    }

    @Test
    void aConnectionThatIsBeingMadeWhenALeaseIsDueIsNotEndedByAnotherOfOurs_P5() {
        world.time.advance(Duration.ofMillis(14_500));
        world.stores.delaysNext(PauseWorld.FIRST, "open", Duration.ofSeconds(1));
        world.stores.disconnects(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(5));

        assertThat(world.gaps).isEmpty();
        assertThat(world.prove().unproved()).isEmpty();
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsMadeAnewEverLater() {
        int before = world.opens();
        for (int times = 0; times < 500; times++) {
            world.stores.disconnects(PauseWorld.FIRST);
            world.time.advance(Duration.ofMillis(20));
        }

        assertThat(world.opens() - before).isBetween(4, 60);
        assertThat(world.gaps).isEmpty();
        assertThat(world.prove().unproved()).isEmpty();
    }

    @Test
    void aRenewalThatArrivesAfterThePauseWasGivenBackHoldsNothing() {
        world.pd.delaysNext("holdGc", Duration.ofSeconds(2));
        world.pd.delaysNext("setTemporarily", Duration.ofSeconds(2));
        world.time.advance(Duration.ofMillis(15_500));

        world.release();
        world.time.advance(Duration.ofSeconds(5));

        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void schedulersThatAreBeingPausedAnewWhenThePauseIsGivenBackGoOn() {
        world.pd.changeLeader();
        world.pd.delaysNext("pauseSchedulers", Duration.ofSeconds(2));
        world.time.advance(Duration.ofMillis(15_500));

        world.release();
        world.time.advance(Duration.ofSeconds(5));

        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void aLeaseWhoseEndWasNotHeardIsEndedOnceMore() {
        world.stores.losesNextAnswer(PauseWorld.FIRST, "finish");
        world.stores.delaysNext(PauseWorld.SECOND, "finish", Duration.ofSeconds(6));

        assertThatThrownBy(world::prove).hasMessageContaining("could not be proved");

        assertThat(world.release()).isEmpty();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void somebodyElseWhoPreparesTheSameStoreIsNoticedAtOnce_P5() {
        world.stores.isPreparedByAnother(PauseWorld.SECOND);
        world.time.advance(Duration.ofMillis(50));

        assertLapsed(PausePart.LEASE, "somebody else");
    }

    @Test
    void aPauseOfSchedulersThatPdForgotIsRepairedAndReported_P11() {
        world.pd.changeLeader();
        world.time.advance(Duration.ofSeconds(16));

        assertThat(world.pd.pausedNow()).isNotEmpty();
        assertThat(world.prove().repairs()).singleElement().asString().contains("leader has changed");
    }

    @Test
    void aHoldOfGarbageCollectionThatIsOvertakenIsNoticedByTheNextRenewal_P13() {
        world.pd.overtakesGc(Tso.at(world.time.now().plusSeconds(60)));
        world.time.advance(Duration.ofSeconds(16));

        assertLapsed(PausePart.GC, "refused");
    }

    @Test
    void aStoreThatJoinsFailsTheProof_P2() {
        world.topology.join();

        assertThatThrownBy(world::prove).hasMessageContaining("store 4").hasMessageContaining("joined");
    }

    @Test
    void aStoreThatIsGoneFailsTheProof_P2() {
        world.topology.leaves(PauseWorld.SECOND);

        assertThatThrownBy(world::prove).hasMessageContaining("store 2 is gone");
    }
}
