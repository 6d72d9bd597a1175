package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TakenSnapshot.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SnapshotProvider} does when its account refuses, does not answer or cannot be reached, as tests to
 * inherit.
 *
 * @since 0.1.0
 */
public abstract class SnapshotProviderTroubleContract {
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Map<String, Fault> FAULTS = Map.of(
            "RequestLimitExceeded", Fault.RETRY,
            "SnapshotCreationPerVolumeRateExceeded", Fault.RETRY,
            "PendingSnapshotLimitExceeded", Fault.BUSY_UNTIL,
            "ConcurrentSnapshotLimitExceeded", Fault.BUSY_UNTIL,
            "SnapshotLimitExceeded", Fault.REFUSED,
            "UnauthorizedOperation", Fault.REFUSED,
            "InvalidParameterValue", Fault.REFUSED,
            "TagLimitExceeded", Fault.REFUSED,
            "InternalError", Fault.OUTCOME_UNKNOWN,
            "SomethingNobodyKnows", Fault.REFUSED);

    private TroubledAccount account;
    private SnapshotCalls calls;

    /** For implementations. */
    protected SnapshotProviderTroubleContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract TroubledAccount newAccount();

    @BeforeEach
    final void open() {
        account = newAccount();
        calls = new SnapshotCalls(account);
    }

    @AfterEach
    final void close() {
        account.close();
    }

    @Test
    @DisplayName("a refused request for snapshots says what may be done, names EC2's code, and is not repeated")
    final void classifiesRefusals_V2_V3() {
        FAULTS.forEach((code, fault) -> {
            account.failNext(code);

            assertThatThrownBy(() -> calls.create(1, volume(0)))
                    .as(code)
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            failure -> assertThat(failure.fault()).as(code).isEqualTo(fault))
                    .hasMessageContaining(code);
        });
        assertThat(account.snapshots()).isZero();
    }

    @Test
    @DisplayName("a request whose answer is lost is of unknown outcome, and its snapshots are found by their operation")
    final void lostAnswer_V5() {
        account.loseNextAnswer();

        assertFails(
                () -> account.await(account.provider().create(calls.request(1, volume(0), volume(1)), SHORT)),
                Fault.OUTCOME_UNKNOWN);
        assertThat(account.snapshots()).isEqualTo(2);
        assertThat(calls.find()).extracting(TakenSnapshot::attempt).containsExactly(1, 1);
    }

    @Test
    @DisplayName("an account that cannot be reached is unreachable for every call, and nothing was done")
    final void unreachable() {
        account.refuseConnections();

        assertFails(() -> calls.create(1, volume(0)), Fault.UNREACHABLE);
        assertFails(() -> calls.locate(volume(0)), Fault.UNREACHABLE);
        assertFails(() -> calls.find(), Fault.UNREACHABLE);
        assertFails(() -> calls.delete(account.missingSnapshot()), Fault.UNREACHABLE);
        assertThat(account.snapshots()).isZero();
    }

    @Test
    @DisplayName("where one volume fails, all snapshots of its request end in error")
    final void wholeSetFails() {
        account.failSnapshotsOf(volume(1));
        List<TakenSnapshot> taken = calls.create(1, volume(0), volume(1));
        account.letSnapshotsEnd();

        assertThat(calls.describe(taken.get(0).id(), taken.get(1).id()))
                .extracting(TakenSnapshot::state)
                .containsExactly(State.ERROR, State.ERROR);
    }

    @Test
    @DisplayName("a snapshot that an image uses is not deleted, and the failure says so")
    final void inUse() {
        SnapshotId taken = calls.create(1, volume(0)).get(0).id();
        account.useInImage(taken);

        assertThatThrownBy(() -> calls.delete(taken))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("InvalidSnapshot.InUse");
        assertThat(account.snapshots()).isEqualTo(1);
    }

    @Test
    @DisplayName("a check finds a missing right")
    final void missingRight() {
        account.deny("CreateSnapshots");

        assertThat(faults(calls.check(volume(0))))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("CreateSnapshots"));
    }

    @Test
    @DisplayName("a check refuses more snapshots than may be pending")
    final void tooManyPending_V2() {
        account.pendingQuota(3);
        assertThat(faults(calls.check(volume(0), volume(1), volume(2)))).isEmpty();
        calls.create(1, volume(0));

        assertThat(faults(calls.check(volume(0), volume(1), volume(2))))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("pending", "3"));
        assertThat(faults(calls.check(volume(1), volume(2)))).isEmpty();
    }

    @Test
    @DisplayName("a check refuses more snapshots than the account may have, completed ones counted, and names the room")
    final void tooManySnapshots_V2() {
        account.snapshotQuota(3);
        assertThat(faults(calls.check(volume(0), volume(1), volume(2)))).isEmpty();
        calls.create(1, volume(0));
        account.letSnapshotsEnd();

        assertThat(faults(calls.check(volume(0), volume(1), volume(2))))
                .anySatisfy(
                        finding -> assertThat(finding.toString()).contains("snapshots", "1 + 3", "3", "room for 2"));
        assertThat(faults(calls.check(volume(1), volume(2)))).isEmpty();
    }

    private static List<Finding> faults(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .toList();
    }

    private static void assertFails(Runnable call, Fault fault) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault));
    }

    private VolumeId volume(int index) {
        return account.volumes().get(index);
    }
}
