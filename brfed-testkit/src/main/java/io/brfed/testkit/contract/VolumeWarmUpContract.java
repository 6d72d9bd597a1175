package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.VolumeWarmUp;
import io.brfed.spi.VolumeWarmUp.Moment;
import io.brfed.spi.VolumeWarmUp.Progress;
import io.brfed.spi.VolumeWarmUp.Request;
import io.brfed.spi.VolumeWarmUp.State;
import io.brfed.spi.VolumeWarmUp.Store;
import io.brfed.spi.VolumeWarmUp.Strategy;
import io.brfed.spi.VolumeWarmUp.Volume;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link VolumeWarmUp} does, as tests to inherit.
 *
 * @since 0.1.0
 */
public abstract class VolumeWarmUpContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FIRST = "prod-tikv-0";
    private static final String SECOND = "prod-tikv-1";

    private VolumeWarmUpFixture fixture;

    /** For implementations. */
    protected VolumeWarmUpContract() {}

    /** A new warm-up; closed after the test. */
    protected abstract VolumeWarmUpFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Test
    @DisplayName("nothing keeps it from warming up a TidbCluster that exists")
    final void checks() {
        assertThat(fixture.await(fixture.warmUp().check(fixture.tidbCluster(), LIMIT)))
                .isEmpty();
    }

    @Test
    @DisplayName("what was not begun is absent, then it goes on, then it is done")
    final void goesOnUntilDone() {
        Request request = request("restore-1", FIRST, SECOND);
        assertThat(states(request)).containsExactly(State.ABSENT, State.ABSENT);

        begin(request);
        assertThat(states(request)).containsExactly(State.RUNNING, State.RUNNING);

        fixture.succeed(SECOND);
        assertThat(states(request)).containsExactly(State.RUNNING, State.DONE);
    }

    @Test
    @DisplayName("beginning twice is beginning once, and stores that were added are begun")
    final void beginsOnce() {
        begin(request("restore-1", FIRST));
        fixture.succeed(FIRST);
        Request more = request("restore-1", FIRST, SECOND);
        begin(more);

        assertThat(states(more)).containsExactly(State.DONE, State.RUNNING);
        assertThat(fixture.pods()).containsExactly(FIRST, SECOND);
    }

    @Test
    @DisplayName("what failed is never done, and says what was written last")
    final void failedIsNotDone_C2() {
        Request request = request("restore-1", FIRST);
        begin(request);
        fixture.fail(FIRST, "read error at block 7");
        begin(request);

        assertThat(observe(request)).singleElement().satisfies(progress -> {
            assertThat(progress.pod()).isEqualTo(FIRST);
            assertThat(progress.state()).isEqualTo(State.FAILED);
            assertThat(progress.text()).contains("read error at block 7");
        });
    }

    @Test
    @DisplayName("a store without anything to read is done")
    final void nothingToRead() {
        Store dataOnly = new Store(FIRST, List.of(new Volume(Volume.DATA, "tikv-" + FIRST)));
        Request request = new Request(
                new OperationId("restore-1"),
                new OperationName("nightly"),
                fixture.tidbCluster(),
                Moment.BEFORE_TIKV,
                Strategy.FSR,
                List.of(dataOnly));
        begin(request);

        assertThat(states(request)).containsExactly(State.DONE);
        assertThat(fixture.pods()).isEmpty();
    }

    @Test
    @DisplayName("ending removes what the restore made and nothing of another one, and may be repeated")
    final void endsItsOwn() {
        Request request = request("restore-1", FIRST);
        Request other = request("restore-2", SECOND);
        begin(request);
        begin(other);

        assertThat(fixture.await(fixture.warmUp().end(request, LIMIT))).isEmpty();
        assertThat(fixture.await(fixture.warmUp().end(request, LIMIT))).isEmpty();

        assertThat(states(request)).containsExactly(State.ABSENT);
        assertThat(states(other)).containsExactly(State.RUNNING);
    }

    @Test
    @DisplayName("a beginning that was refused says so, and can be repeated")
    final void repeatsARefusedBeginning() {
        fixture.refuseNext();
        Request request = request("restore-1", FIRST, SECOND);

        assertThatThrownBy(() -> begin(request))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED));

        begin(request);
        assertThat(states(request)).containsExactly(State.RUNNING, State.RUNNING);
    }

    private void begin(Request request) {
        fixture.await(fixture.warmUp().begin(request, LIMIT));
    }

    private List<Progress> observe(Request request) {
        return fixture.await(fixture.warmUp().observe(request, LIMIT));
    }

    private List<State> states(Request request) {
        return observe(request).stream().map(Progress::state).toList();
    }

    private Request request(String id, String... pods) {
        return new Request(
                new OperationId(id),
                new OperationName("nightly"),
                fixture.tidbCluster(),
                Moment.BEFORE_TIKV,
                Strategy.HYBRID,
                Stream.of(pods)
                        .map(pod -> new Store(
                                pod,
                                List.of(
                                        new Volume(Volume.DATA, "tikv-" + pod),
                                        new Volume("tikv-raft", "tikv-raft-" + pod))))
                        .toList());
    }
}
