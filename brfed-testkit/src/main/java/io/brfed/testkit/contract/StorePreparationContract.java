package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation;
import io.brfed.spi.StorePreparation.LeaderRegion;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link StorePreparation} does. To prove one of your own, write a {@link StorePreparationFixture} for it and
 * inherit. Each test gets a fixture of its own.
 *
 * @since 0.1.0
 */
public abstract class StorePreparationContract {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofSeconds(60);

    private StorePreparationFixture fixture;
    private StorePreparation preparation;
    private PdStore store;

    /** For implementations. */
    protected StorePreparationContract() {}

    /** A new preparation with stores behind it; closed after the test. */
    protected abstract StorePreparationFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        preparation = fixture.preparation();
        store = fixture.stores().get(0);
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Test
    final void saysThatNothingWasLeasedBeforeTheFirstLeaseAndThatTheNextFollowedIt_P3() {
        Session session = session(new HeardEvents(1));

        boolean first = fixture.await(session.lease(LEASE, LIMIT));
        boolean second = fixture.await(session.lease(LEASE, LIMIT));

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(fixture.leaseLeft(store.id())).isBetween(LEASE.minusSeconds(5), LEASE);
    }

    @Test
    final void saysThatThereWasAGap_P1() {
        Session session = session(new HeardEvents(1));
        fixture.await(session.lease(LEASE, LIMIT));

        fixture.passTime(LEASE.plusSeconds(1));

        assertThat(fixture.await(session.lease(LEASE, LIMIT))).isFalse();
    }

    @Test
    final void keepsTheLeaseOfAStoreOverANewConnection() {
        Session first = session(new HeardEvents(1));
        fixture.await(first.lease(LEASE, LIMIT));
        first.close();

        Session second = session(new HeardEvents(1));

        assertThat(fixture.await(second.lease(LEASE, LIMIT))).isTrue();
    }

    @Test
    final void endsTheLeaseAtOnceAndSaysThatItWasValid_P2() {
        Session session = session(new HeardEvents(1));
        fixture.await(session.lease(LEASE, LIMIT));

        boolean valid = fixture.await(session.finish(LIMIT));

        assertThat(valid).isTrue();
        assertThat(fixture.leaseLeft(store.id())).isZero();
    }

    @Test
    final void saysWhenItEndsALeaseThatHadRunOut_P2() {
        Session session = session(new HeardEvents(1));
        fixture.await(session.lease(LEASE, LIMIT));

        fixture.passTime(LEASE.plusSeconds(1));

        assertThat(fixture.await(session.finish(LIMIT))).isFalse();
    }

    @Test
    final void tellsTheOlderOfTwoPreparersThatItWasSuperseded_P5() {
        HeardEvents older = new HeardEvents(1);
        Session first = session(older);
        fixture.await(first.lease(LEASE, LIMIT));

        Session second = session(new HeardEvents(1));

        assertThat(fixture.await(second.lease(LEASE, LIMIT))).isTrue();
        assertThat(fixture.await(older.lost())).isEqualTo(Loss.SUPERSEDED);
        assertThat(failureOf(first.lease(LEASE, LIMIT)).fault()).isEqualTo(Fault.REFUSED);
    }

    @Test
    final void tellsThatTheStoreHasRestarted_P1() {
        HeardEvents events = new HeardEvents(1);
        Session session = session(events);
        fixture.await(session.lease(LEASE, LIMIT));
        PdStore before = store;

        fixture.restart(store.id());

        assertThat(fixture.await(events.lost())).isEqualTo(Loss.BROKEN);
        assertThat(failureOf(session.lease(LEASE, LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        store = fixture.stores().get(0);
        assertThat(store.startedAt()).isAfter(before.startedAt());
        assertThat(fixture.await(session(new HeardEvents(1)).lease(LEASE, LIMIT)))
                .isFalse();
    }

    @Test
    final void saysWhichStoreCannotBeReached_P6() {
        HeardEvents events = new HeardEvents(1);
        Session session = session(events);
        fixture.await(session.lease(LEASE, LIMIT));
        fixture.cutOff(store.id());

        assertThat(fixture.await(events.lost())).isEqualTo(Loss.BROKEN);
        ProviderException failure = failureOf(preparation.open(store, new HeardEvents(1), LIMIT));
        assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(failure).hasMessageContaining("store " + store.id());
        assertThat(failureOf(preparation.pendingChanges(store, LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        fixture.reconnect(store.id());
        assertThat(fixture.await(session(new HeardEvents(1)).lease(LEASE, LIMIT)))
                .isTrue();
    }

    @Test
    final void tellsOfEachRegionThatItHasAppliedEverything() {
        List<RegionAt> regions = regionsOfTheStore();
        HeardEvents events = new HeardEvents(regions.size());
        Session session = leased(events);

        fixture.await(session.awaitApplied(regions, LIMIT));

        fixture.await(events.enough());
        assertThat(events.applied).containsExactlyInAnyOrderElementsOf(regions);
        assertThat(events.notApplied).isEmpty();
    }

    @Test
    final void tellsOfARegionThatItIsAnotherOneByNow_P27() {
        RegionAt stale = regionsOfTheStore().get(0);
        fixture.beginChange(stale.id());
        fixture.endChange(stale.id());
        HeardEvents events = new HeardEvents(1);
        Session session = leased(events);

        fixture.await(session.awaitApplied(List.of(stale), LIMIT));

        fixture.await(events.enough());
        assertThat(events.notApplied).containsExactly(stale);
    }

    @Test
    final void tellsOfARegionThatItHasNotApplied_P27() {
        RegionAt region = regionsOfTheStore().get(0);
        fixture.failApply(region.id());
        HeardEvents events = new HeardEvents(1);
        Session session = leased(events);

        fixture.await(session.awaitApplied(List.of(region), LIMIT));

        fixture.await(events.enough());
        assertThat(events.notApplied).containsExactly(region);
    }

    @Test
    final void showsAfterwardsWhereALeaderIsBecauseFollowersAnswerToo_P4() {
        RegionAt region = regionsOfTheStore().get(0);
        fixture.moveLeader(region.id());
        HeardEvents events = new HeardEvents(1);
        Session session = leased(events);

        fixture.await(session.awaitApplied(List.of(region), LIMIT));

        fixture.await(events.enough());
        assertThat(events.applied).containsExactly(region);
        assertThat(fixture.await(preparation.pendingChanges(store, LIMIT)))
                .extracting(LeaderRegion::region)
                .doesNotContain(region);
    }

    @Test
    final void endsTheConnectionThatAsksWithoutALease() {
        HeardEvents events = new HeardEvents(1);
        Session session = session(events);

        fixture.await(session.awaitApplied(regionsOfTheStore(), LIMIT));

        assertThat(fixture.await(events.lost())).isEqualTo(Loss.LEASE_EXPIRED);
    }

    @Test
    final void listsTheRegionsThatEachStoreLeadsWithWhatIsPending() {
        List<LeaderRegion> all = new ArrayList<>();
        long changing = regionsOfTheStore().get(0).id();
        fixture.beginChange(changing);

        for (PdStore each : fixture.stores()) {
            all.addAll(fixture.await(preparation.pendingChanges(each, LIMIT)));
        }

        List<RegionAt> expected =
                fixture.regions().stream().map(RegionRoute::region).toList();
        assertThat(all).extracting(LeaderRegion::region).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(all)
                .filteredOn(LeaderRegion::pending)
                .extracting(region -> region.region().id())
                .containsExactly(changing);
    }

    @Test
    final void refusesAStoreThatKnowsNoLeases() {
        fixture.removeLeases(store.id());
        HeardEvents events = new HeardEvents(1);
        Session session = session(events);

        ProviderException failure = failureOf(session.lease(LEASE, LIMIT));

        assertThat(failure.fault()).isEqualTo(Fault.REFUSED);
        assertThat(failure).hasMessageContaining("6.5.8").hasMessageContaining("store " + store.id());
        assertThat(fixture.await(events.lost())).isEqualTo(Loss.UNSUPPORTED);
    }

    @Test
    final void suspendsImportsAndLetsThemGoOn() {
        boolean before = fixture.await(preparation.suspendImports(store, LEASE, LIMIT));
        boolean renewed = fixture.await(preparation.suspendImports(store, LEASE, LIMIT));
        boolean ended = fixture.await(preparation.suspendImports(store, Duration.ZERO, LIMIT));
        boolean after = fixture.await(preparation.suspendImports(store, Duration.ZERO, LIMIT));

        assertThat(List.of(before, renewed, ended, after)).containsExactly(false, true, true, false);
    }

    @Test
    final void saysThatARestartEndedTheSuspensionOfImports() {
        fixture.await(preparation.suspendImports(store, LEASE, LIMIT));

        fixture.restart(store.id());
        store = fixture.stores().get(0);

        assertThat(fixture.await(preparation.suspendImports(store, LEASE, LIMIT)))
                .isFalse();
    }

    @Test
    final void isClosedTwiceWithoutHarmAndLeavesTheLease_P29() {
        HeardEvents events = new HeardEvents(1);
        Session session = leased(events);

        session.close();
        session.close();

        assertThat(failureOf(session.lease(LEASE, LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(fixture.leaseLeft(store.id())).isPositive();
        assertThat(events.losses).isEmpty();
    }

    private Session session(HeardEvents events) {
        return fixture.await(preparation.open(store, events, LIMIT));
    }

    private Session leased(HeardEvents events) {
        Session session = session(events);
        fixture.await(session.lease(LEASE, LIMIT));
        return session;
    }

    private List<RegionAt> regionsOfTheStore() {
        return fixture.regions().stream()
                .filter(route -> route.leader().filter(store.id()::equals).isPresent())
                .map(RegionRoute::region)
                .toList();
    }

    private ProviderException failureOf(CompletionStage<?> stage) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, () -> fixture.await(stage));
        assertThat(failure).as("the failure of the call").isNotNull();
        return failure;
    }
}
