package io.brfed.internal.direct.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A pause that is being taken, and what keeps it from being held. */
class TakingPauseTest {
    private final PauseWorld world = PauseWorld.create();

    private void assertRefused(String words) {
        assertThatThrownBy(world::take).hasMessageContaining(words);
        world.release();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void aResolvedTimestampThatIsOldIsRefusedAndNothingIsPaused_P12() {
        world.pd.freezesMinResolvedTs(Duration.ofMinutes(2));

        assertThatThrownBy(world::take).hasMessageContaining("old");
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void aResolvedTimestampThatIsSwitchedOffIsRefused_P12() {
        world.pd.disablesMinResolvedTs();

        assertRefused("min-resolved-ts-persistence-interval");
    }

    @Test
    void aHoldOfGarbageCollectionThatIsRefusedEndsThePauseBeforeAnythingIsPaused_P13() {
        world.pd.overtakesGc(Tso.at(world.time.now().plusSeconds(60)));

        assertThatThrownBy(world::take).hasMessageContaining("garbage collection");
        assertThat(world.pd.pausedNow()).isEmpty();
    }

    @Test
    void aFailureToPauseSchedulersIsAFailure_P8() {
        world.pd.failsNext("pauseSchedulers");

        assertRefused("pauseSchedulers");
    }

    @Test
    void aStoreThatDoesNotAnswerEndsTheWaitAndIsNamed_P6() {
        world.stores.becomesUnreachable(PauseWorld.SECOND);
        Duration before = world.time.elapsed();

        assertThatThrownBy(world::take).hasMessageContaining("store 2");
        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aRegionWhoseLeaderMovedAfterItsAnswerIsAskedAgain_P4() {
        world.movesALeaderBehindTheAnswer();

        world.take();

        assertThat(world.looks()).isGreaterThan(3);
    }

    @Test
    void aRegionThatNeverAppliesUsesUpItsOwnAttemptsAndIsNamed_P27() {
        world.stores.failsApply(PauseWorld.REGION);

        assertRefused("region 100");
    }

    @Test
    void aRegionThatAppliesAfterAWhileIsWaitedFor_P27() {
        world.stores.failsApply(PauseWorld.REGION);
        world.time.schedule(Duration.ofSeconds(3), () -> world.stores.healsApply(PauseWorld.REGION));

        world.take();

        assertThat(world.time.elapsed()).isGreaterThan(Duration.ofSeconds(3));
    }

    @Test
    void aRegionThatDoesNotSayWhenItHasAppliedIsNamedWithTheTimeThatWasWaited_P30() {
        world.stores.silencesApply(PauseWorld.REGION);

        assertRefused("region 100 on store 1 has not applied its log within PT1M");
    }

    @Test
    void aRegionThatIsChangingIsWaitedFor() {
        world.topology.beginChange(PauseWorld.REGION);
        world.time.schedule(Duration.ofSeconds(1), () -> world.topology.endChange(PauseWorld.REGION));

        world.take();

        assertThat(world.time.elapsed()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void aStoreWhoseConnectionBreaksWhileItIsWaitedForIsAskedAgain_P6() {
        world.stores.silencesApply(PauseWorld.REGION);
        world.time.schedule(Duration.ofSeconds(1), () -> {
            world.stores.healsApply(PauseWorld.REGION);
            world.stores.disconnects(PauseWorld.FIRST);
        });

        world.take();

        assertThat(world.time.elapsed()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    @Test
    void aStoreThatWasNeverLeasedIsNotLeasedAfterThePauseWasGivenBack() {
        world.pd.delaysNext("holdGc", Duration.ofSeconds(4));
        CompletableFuture<HeldPause.Taken> taking =
                world.pause.take(count -> Duration.ofSeconds(60)).toCompletableFuture();
        world.time.advance(Duration.ofSeconds(1));
        CompletableFuture<?> released = world.pause.release().toCompletableFuture();
        world.stores.disconnects(PauseWorld.FIRST);
        world.time.advance(Duration.ofSeconds(10));

        assertThat(taking).isCompletedExceptionally();
        assertThat(released).isDone();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void aRoundThatIsOverSaysNothingAnyMore_P27() {
        world.topology.beginChange(PauseWorld.REGION);
        for (int times = 1; times < 20; times++) {
            world.time.schedule(Duration.ofMillis(100L * times), () -> world.stores.disconnects(PauseWorld.SECOND));
        }
        world.time.schedule(Duration.ofSeconds(3), () -> world.topology.endChange(PauseWorld.REGION));

        world.take();

        assertThat(world.looks()).isLessThan(60);
    }

    @Test
    void aPauseThatIsBeingTakenIsGivenBackInBoundedTime_P29() {
        world.stores.silencesApply(PauseWorld.REGION);
        CompletableFuture<HeldPause.Taken> taking =
                world.pause.take(count -> Duration.ofSeconds(60)).toCompletableFuture();
        world.time.advance(Duration.ofSeconds(1));
        Duration before = world.time.elapsed();

        world.release();

        assertThat(world.time.elapsed().minus(before)).isLessThan(Duration.ofSeconds(1));
        assertThat(taking).isCompletedExceptionally();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void whatADeadProcessHeldInPdIsGivenBackByItsName_P9() {
        world.take();
        world.pause.abandon();
        HeldPause next = new HeldPause(
                new Reach(world.pd, world.stores, world.time, world.settings), "brfed-test", world.gaps::add);

        world.time.await(next.releaseLeftOver(), Duration.ofSeconds(10));
        assertThat(world.pd.pausedNow()).isEmpty();
        assertThat(world.pd.gcHoldsNow()).isEmpty();
        world.time.advance(Duration.ofSeconds(62));
        assertThat(world.isUndisturbed()).isTrue();
    }
}
