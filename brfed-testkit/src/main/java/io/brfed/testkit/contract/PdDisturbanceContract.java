package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.spi.PdClient;
import io.brfed.spi.PdIdentity;
import io.brfed.spi.PdStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PdClient} does while PD is disturbed. To prove one of your own, write a {@link DisturbedPd} for it and
 * inherit. Each test gets a fixture of its own.
 *
 * @since 0.1.0
 */
public abstract class PdDisturbanceContract {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration HOLD = Duration.ofSeconds(60);
    private static final String HOLDER = "brfed-contract";

    private DisturbedPd fixture;
    private PdClient pd;

    /** For implementations. */
    protected PdDisturbanceContract() {}

    /** A new client with a PD behind it; closed after the test. */
    protected abstract DisturbedPd newFixture();

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
    final void followsTheLeader() {
        PdIdentity before = fixture.await(pd.identity(LIMIT));
        Tso first = fixture.await(pd.timestamp(LIMIT));

        fixture.changeLeader();

        assertThat(fixture.await(pd.timestamp(LIMIT))).isGreaterThan(first);
        assertThat(fixture.await(pd.schedulers(LIMIT))).isNotEmpty();
        PdIdentity after = fixture.await(pd.identity(LIMIT));
        assertThat(after.leader()).isNotEqualTo(before.leader());
        assertThat(after.clusterId()).isEqualTo(before.clusterId());
    }

    @Test
    final void showsThatAChangeOfTheLeaderForgetsPauses_P11() {
        fixture.await(pd.pauseSchedulers(HOLD, LIMIT));

        fixture.changeLeader();

        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEmpty();
    }

    @Test
    final void saysThatThereIsNoLeaderAndGoesOnWhenThereIs_P8() {
        fixture.await(pd.timestamp(LIMIT));
        fixture.loseLeader();

        assertThat(faultOf(pd.timestamp(LIMIT)).fault()).isEqualTo(Fault.RETRY);
        assertThat(faultOf(pd.pauseSchedulers(HOLD, LIMIT)).fault()).isEqualTo(Fault.RETRY);
        assertThat(fixture.await(pd.identity(LIMIT)).leader()).isEmpty();
        fixture.changeLeader();
        assertThat(fixture.await(pd.timestamp(LIMIT)).bits()).isNotZero();
    }

    @Test
    final void saysThatItCannotBeReachedAndGoesOnWhenItCan() {
        fixture.await(pd.timestamp(LIMIT));
        fixture.cutOff();

        assertThat(faultOf(pd.timestamp(LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(faultOf(pd.pauseSchedulers(HOLD, LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(faultOf(pd.holdGc(HOLDER, new Tso(1), HOLD, LIMIT)).fault()).isEqualTo(Fault.UNREACHABLE);
        fixture.reconnect();
        assertThat(fixture.await(pd.timestamp(LIMIT)).bits()).isNotZero();
        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEmpty();
    }

    @Test
    final void showsThatAPauseOfSchedulersRunsOut() {
        fixture.await(pd.pauseSchedulers(HOLD, LIMIT));

        fixture.passTime(HOLD.plusSeconds(1));

        assertThat(fixture.await(pd.pausedSchedulers(LIMIT))).isEmpty();
    }

    @Test
    final void showsThatAHoldBehindGarbageCollectionIsRefused_P13() {
        Tso safePoint = fixture.await(pd.timestamp(LIMIT));
        fixture.await(pd.holdGc(HOLDER, safePoint, HOLD, LIMIT));

        fixture.overtakeGc(new Tso(safePoint.bits() + 1));
        fixture.passTime(HOLD.plusSeconds(1));

        assertThat(fixture.await(pd.holdGc(HOLDER, safePoint, HOLD, LIMIT))).isGreaterThan(safePoint);
    }

    @Test
    final void showsThatTheMinResolvedTsIsOldAlthoughItIsEnabled_P12() {
        fixture.freezeMinResolvedTs();
        Tso frozen = fixture.await(pd.minResolvedTs(LIMIT)).value();

        fixture.passTime(Duration.ofMinutes(5));

        assertThat(fixture.await(pd.minResolvedTs(LIMIT))).isEqualTo(new PdClient.MinResolvedTs(true, frozen));
        assertThat(fixture.await(pd.timestamp(LIMIT)).physicalTime())
                .isAfter(frozen.physicalTime().plusSeconds(240));
    }

    @Test
    final void showsThatTheMinResolvedTsIsSwitchedOff_P12() {
        fixture.disableMinResolvedTs();

        assertThat(fixture.await(pd.minResolvedTs(LIMIT)).enabled()).isFalse();
    }

    @Test
    final void listsAndCancelsOperators() {
        fixture.beginOperator(4711);

        List<PdClient.RunningOperator> running = fixture.await(pd.operators(LIMIT));
        fixture.await(pd.cancelOperator(4711, LIMIT));

        assertThat(running).singleElement().satisfies(operator -> {
            assertThat(operator.region()).isEqualTo(4711);
            assertThat(operator.description()).isNotEmpty();
        });
        assertThat(fixture.await(pd.operators(LIMIT))).isEmpty();
    }

    @Test
    final void showsThatAStoreIsBeingEmptied() {
        PdStore store = fixture.await(pd.stores(LIMIT)).get(0);

        fixture.offline(store.id());

        assertThat(fixture.await(pd.stores(LIMIT)))
                .filteredOn(candidate -> candidate.id().equals(store.id()))
                .extracting(PdStore::state)
                .containsExactly(PdStore.State.OFFLINE);
    }

    @Test
    final void keepsTemporarySettingsWhenTheLeaderChanges() {
        Map<String, String> settings = Map.of("merge-schedule-limit", "0");
        fixture.await(pd.setTemporarily(settings, HOLD, LIMIT));

        fixture.changeLeader();

        fixture.await(pd.endTemporary(Map.of("merge-schedule-limit", "8"), LIMIT));
        assertThat(fixture.await(pd.scheduleSettings(LIMIT))).containsEntry("merge-schedule-limit", "8");
    }

    private ProviderException faultOf(CompletionStage<?> stage) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, () -> fixture.await(stage));
        assertThat(failure).as("the failure of the call").isNotNull();
        return failure;
    }
}
