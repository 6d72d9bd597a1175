package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.Key;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdClient.PausedScheduler;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import io.brfed.spi.RegionRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PdClient} does with a PD that nobody disturbs, a real one included. To prove one of your own, write a
 * {@link PdClientFixture} for it and inherit. Each test gets a fixture of its own.
 *
 * @since 0.1.0
 */
public abstract class PdClientContract {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final String HOLDER = "brfed-contract";
    private static final Map<String, String> SETTINGS =
            Map.of("leader-schedule-limit", "0", "enable-tikv-split-region", "false");

    private PdClientFixture fixture;
    private PdClient pd;

    /** For implementations. */
    protected PdClientContract() {}

    /** A new client with a PD behind it; closed after the test. */
    protected abstract PdClientFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        pd = fixture.pd();
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Test
    final void saysWhoItIs() {
        PdIdentity identity = fixture.await(pd.identity(LIMIT));

        assertThat(identity.clusterId()).isNotZero();
        assertThat(identity.leader()).isNotEmpty();
        assertThat(identity.leaderAddress()).contains(":");
        assertThat(identity.version()).matches("\\d+\\.\\d+.*");
        assertThat(identity.clusterVersion()).matches("\\d+\\.\\d+.*");
        assertThat(fixture.await(pd.identity(LIMIT))).isEqualTo(identity);
    }

    @Test
    final void givesTimestampsThatRise() {
        Tso first = fixture.await(pd.timestamp(LIMIT));
        Tso second = fixture.await(pd.timestamp(LIMIT));

        assertThat(second).isGreaterThan(first);
    }

    @Test
    final void givesIdsThatRise() {
        long first = fixture.await(pd.allocateId(LIMIT));
        long second = fixture.await(pd.allocateId(LIMIT));

        assertThat(Long.compareUnsigned(second, first)).isPositive();
    }

    @Test
    final void listsTheStores() {
        List<PdStore> stores = fixture.await(pd.stores(LIMIT));

        assertThat(stores).hasSize(fixture.stores()).doesNotHaveDuplicates();
        assertThat(stores).allSatisfy(store -> {
            assertThat(store.state()).isEqualTo(PdStore.State.UP);
            assertThat(store.address()).contains(":");
            assertThat(store.version()).isNotEmpty();
            assertThat(store.startedAt().getEpochSecond()).isPositive();
            assertThat(store.isTiflash()).isFalse();
        });
    }

    @Test
    final void listsRegionsPageByPageWithoutAHole() {
        List<RegionRoute> all = new ArrayList<>();
        Key next = Key.UNBOUNDED;
        do {
            List<RegionRoute> page = fixture.await(pd.regions(next, 2, LIMIT));
            assertThat(page).hasSizeBetween(1, 2);
            assertThat(page.get(0).region().start()).isEqualTo(next);
            all.addAll(page);
            next = page.get(page.size() - 1).region().end();
        } while (!next.isUnbounded());

        assertThat(all).hasSizeGreaterThan(2);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).region().start())
                    .isEqualTo(all.get(i - 1).region().end());
        }
        assertThat(all)
                .allSatisfy(route -> assertThat(route.peers())
                        .anySatisfy(peer -> assertThat(route.leader()).contains(peer.store())));
    }

    @Test
    final void beginsRegionsWithTheOneThatHoldsTheKey() {
        RegionRoute second = fixture.await(pd.regions(Key.UNBOUNDED, 2, LIMIT)).get(1);
        byte[] inside = second.region().start().bytes();
        byte[] longer = java.util.Arrays.copyOf(inside, inside.length + 1);

        List<RegionRoute> found = fixture.await(pd.regions(Key.of(longer), 1, LIMIT));

        assertThat(found).containsExactly(second);
    }

    @Test
    final void knowsAMinResolvedTsThatIsNotAheadOfTime() {
        PdClient.MinResolvedTs resolved = fixture.await(pd.minResolvedTs(LIMIT));
        Tso now = fixture.await(pd.timestamp(LIMIT));

        assertThat(resolved.enabled()).isTrue();
        assertThat(resolved.value()).isLessThan(now);
        assertThat(resolved.value().physicalTime()).isAfter(now.physicalTime().minusSeconds(120));
    }

    @Test
    final void holdsGarbageCollectionAndRenewsTheHold_P13() {
        Tso safePoint = fixture.await(pd.timestamp(LIMIT));

        Tso first = fixture.await(pd.holdGc(HOLDER, safePoint, HOLD, LIMIT));
        Tso renewed = fixture.await(pd.holdGc(HOLDER, safePoint, HOLD, LIMIT));

        assertThat(first).isLessThanOrEqualTo(safePoint);
        assertThat(renewed).isLessThanOrEqualTo(safePoint);
        fixture.await(pd.releaseGc(HOLDER, LIMIT));
    }

    @Test
    final void releasesGarbageCollectionTwiceWithoutHarm_P9() {
        fixture.await(pd.holdGc(HOLDER, fixture.await(pd.timestamp(LIMIT)), HOLD, LIMIT));

        fixture.await(pd.releaseGc(HOLDER, LIMIT));
        fixture.await(pd.releaseGc(HOLDER, LIMIT));

        assertThat(fixture.await(pd.identity(LIMIT)).leader()).isNotEmpty();
    }

    @Test
    final void pausesEverySchedulerAndResumesThem_P11() {
        List<String> names = fixture.await(pd.schedulers(LIMIT));
        fixture.await(pd.pauseSchedulers(HOLD, LIMIT));

        List<PausedScheduler> paused = fixture.await(pd.pausedSchedulers(LIMIT));

        assertThat(names).isNotEmpty();
        assertThat(paused).extracting(PausedScheduler::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(paused)
                .allSatisfy(scheduler ->
                        assertThat(scheduler.resumeAt() - scheduler.pausedAt()).isEqualTo(HOLD.toSeconds()));
        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEqualTo(paused);
        fixture.await(pd.resumeSchedulers(LIMIT));
        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEmpty();
    }

    @Test
    final void resumesSchedulersThatAreNotPausedWithoutHarm_P9() {
        fixture.await(pd.resumeSchedulers(LIMIT));

        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEmpty();
    }

    @Test
    final void setsSchedulingForATimeAndLeavesTheStoredSettings() {
        Map<String, String> stored = fixture.await(pd.scheduleSettings(LIMIT));

        fixture.await(pd.setTemporarily(SETTINGS, HOLD, LIMIT));

        assertThat(stored).containsKeys("leader-schedule-limit", "enable-tikv-split-region");
        assertThat(fixture.await(pd.scheduleSettings(LIMIT))).isEqualTo(stored);
        fixture.await(pd.endTemporary(original(stored), LIMIT));
        fixture.await(pd.endTemporary(original(stored), LIMIT));
        assertThat(fixture.await(pd.scheduleSettings(LIMIT))).isEqualTo(stored);
    }

    private static Map<String, String> original(Map<String, String> stored) {
        return Map.of(
                "leader-schedule-limit",
                String.valueOf(stored.get("leader-schedule-limit")),
                "enable-tikv-split-region",
                String.valueOf(stored.get("enable-tikv-split-region")));
    }

    @Test
    final void refusesToSetForATimeWhatCannotBe() {
        assertThatThrownBy(() -> fixture.await(pd.setTemporarily(Map.of("no-such-setting", "1"), HOLD, LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("no-such-setting");
    }

    @Test
    final void pausesACheckerAndGoesOnWithIt() {
        fixture.await(pd.pauseChecker("merge", HOLD, LIMIT));
        fixture.await(pd.pauseChecker("merge", Duration.ZERO, LIMIT));

        assertThatThrownBy(() -> fixture.await(pd.pauseChecker("no-such", HOLD, LIMIT)))
                .isInstanceOf(ProviderException.class);
    }

    @Test
    final void cancelsAnOperatorThatDoesNotExistWithoutHarm() {
        fixture.await(pd.cancelOperator(987_654_321, LIMIT));

        assertThat(fixture.await(pd.operators(LIMIT)))
                .noneSatisfy(operator -> assertThat(operator.region()).isEqualTo(987_654_321));
    }

    @Test
    final void readsDocumentsOfItsState() {
        Map<String, String> documents = fixture.await(pd.state(List.of("schedule", "replicate"), LIMIT));

        assertThat(documents).containsOnlyKeys("schedule", "replicate");
        assertThat(documents.values()).allSatisfy(json -> assertThat(json).startsWith("{"));
    }
}
