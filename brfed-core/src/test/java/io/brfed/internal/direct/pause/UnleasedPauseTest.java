package io.brfed.internal.direct.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stores that know no leases. */
class UnleasedPauseTest {
    private final PauseWorld world = PauseWorld.allowingUnleased();

    private void takeWithout() {
        world.stores.hasNoLeases(PauseWorld.FIRST);
        world.take();
    }

    @Test
    void areRefusedUnlessTheyAreAllowed() {
        PauseWorld strict = PauseWorld.create();
        strict.stores.hasNoLeases(PauseWorld.FIRST);

        assertThatThrownBy(strict::take).hasMessageContaining("allowUnleasedTikv()");
        strict.release();
        assertThat(strict.isUndisturbed()).isTrue();
    }

    @Test
    void importNothingAndNoCheckerMovesTheirRegions() {
        takeWithout();

        assertThat(world.stores.importsSuspended(PauseWorld.FIRST)).isPositive();
        assertThat(world.stores.importsSuspended(PauseWorld.SECOND)).isZero();
        assertThat(world.pd.pausedCheckersNow())
                .containsExactlyInAnyOrder("joint-state", "learner", "merge", "replica", "rule", "split");
    }

    @Test
    void areGivenBackExactly_P9() {
        takeWithout();

        assertThat(world.release()).isEmpty();
        assertThat(world.isUndisturbed()).isTrue();
    }

    @Test
    void areNamedAsNotProved() {
        takeWithout();
        world.time.advance(Duration.ofSeconds(100));

        assertThat(world.prove().unproved()).singleElement().asString().contains("stores 1 (TiKV 8.5.0)");
    }

    @Test
    void operatorsThatRunAlreadyAreCancelled() {
        world.pd.beginsOperator(PauseWorld.REGION, "balance-region");

        takeWithout();

        assertThat(world.time.await(world.pd.operators(Duration.ofSeconds(1)), Duration.ofSeconds(1)))
                .isEmpty();
    }

    @Test
    void theSuspensionIsRenewedLikeALease_P10() {
        takeWithout();

        world.time.advance(Duration.ofSeconds(119));

        assertThat(world.stores.importsSuspended(PauseWorld.FIRST)).isGreaterThan(Duration.ofSeconds(44));
        assertThat(world.gaps).isEmpty();
    }

    @Test
    void aStoreThatRestartsHasForgottenItsSuspension_P2() {
        takeWithout();
        world.stores.restarts(PauseWorld.FIRST);

        assertThatThrownBy(world::prove).hasMessageContaining("lapsed");
    }

    @Test
    void aLeaderOfPdThatChangesIsAGap_P11() {
        takeWithout();
        world.pd.changeLeader();

        assertThatThrownBy(world::prove).hasMessageContaining("leader has changed");
    }
}
