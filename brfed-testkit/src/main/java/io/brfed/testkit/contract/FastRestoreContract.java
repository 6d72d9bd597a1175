package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.State;
import io.brfed.spi.FastSnapshotRestore.Status;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link FastSnapshotRestore} does, as tests to inherit.
 *
 * @since 0.1.0
 */
public abstract class FastRestoreContract {
    private static final String ENABLE = "EnableFastSnapshotRestores";
    private static final String DISABLE = "DisableFastSnapshotRestores";
    private static final String DESCRIBE = "DescribeFastSnapshotRestores";
    private static final Duration SHORT = Duration.ofMillis(700);

    private FastRestoreFixture account;
    private VolumeCalls calls;

    /** For implementations. */
    protected FastRestoreContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract FastRestoreFixture newAccount();

    @BeforeEach
    final void open() {
        account = newAccount();
        calls = new VolumeCalls(account);
    }

    @AfterEach
    final void close() {
        account.close();
    }

    private FastSnapshotRestore fast() {
        return account.provider().fastRestore().orElseThrow();
    }

    private SnapshotId snapshot(int index) {
        return account.snapshots().get(index);
    }

    private Batch batch(SnapshotId... snapshots) {
        return new Batch(account.zone(), Set.of(snapshots));
    }

    private Answer enable(SnapshotId... snapshots) {
        return account.await(fast().enable(batch(snapshots), VolumeCalls.LIMIT));
    }

    private Answer disable(SnapshotId... snapshots) {
        return account.await(fast().disable(batch(snapshots), VolumeCalls.LIMIT));
    }

    private List<Status> describe(SnapshotId... snapshots) {
        return account.await(fast().describe(List.of(snapshots), VolumeCalls.LIMIT));
    }

    private State state(SnapshotId snapshot) {
        return describe(snapshot).get(0).state();
    }

    private List<Finding> faults() {
        return account
                .await(fast().check(List.of(calls.request(snapshot(0)), calls.request(snapshot(1))), VolumeCalls.LIMIT))
                .stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .toList();
    }

    @Test
    @DisplayName("a snapshot is on from the request that enables it to the one that disables it")
    final void enablesAndDisables_V27() {
        assertThat(enable(snapshot(0)).accepted()).containsExactly(snapshot(0));
        assertThat(describe(snapshot(0)))
                .extracting(Status::place)
                .containsExactly(new Place(snapshot(0), account.zone()));
        assertThat(state(snapshot(0)).isOn()).isTrue();
        account.letFastRestoresBeReady();
        assertThat(state(snapshot(0))).isEqualTo(State.ENABLED);

        assertThat(disable(snapshot(0)).accepted()).containsExactly(snapshot(0));
        assertThat(state(snapshot(0)).isOn()).isFalse();
        assertThat(account.on()).isZero();
    }

    @Test
    @DisplayName("what was never enabled is missing in the answer")
    final void describesNothing() {
        assertThat(describe(snapshot(0))).isEmpty();
        assertThat(describe()).isEmpty();
    }

    @Test
    @DisplayName(
            "volumes of a snapshot that is ready are told to be restored fast, as far as credits go, and others are not")
    final void tellsWhatWasRestoredFast_V27() {
        enable(snapshot(0), snapshot(1));
        account.letFastRestoresBeReady();
        NewVolume whole = calls.create(snapshot(0));
        NewVolume filled = calls.create(calls.request(
                snapshot(1),
                new VolumeTarget(account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.AS_SNAPSHOT, 100)));
        NewVolume cold = calls.create(snapshot(2));
        account.letVolumesBeMade();

        assertThat(account.await(fast().restoredFast(List.of(whole.id(), filled.id(), cold.id()), VolumeCalls.LIMIT)))
                .containsExactly(whole.id());
    }

    @Test
    @DisplayName("one that is refused is told with EC2's reason, and the others of the request are enabled")
    final void enablesPartly_V27() {
        account.refuseFastRestoreOf(snapshot(1), "InvalidParameterValue");
        Answer answer = enable(snapshot(0), snapshot(1));

        assertThat(answer.accepted()).containsExactly(snapshot(0));
        assertThat(answer.refused()).containsOnlyKeys(snapshot(1));
        assertThat(answer.refused().get(snapshot(1))).contains("InvalidParameterValue");
        assertThat(account.on()).isEqualTo(1);
    }

    @Test
    @DisplayName("what exceeds the quota is refused, snapshot by snapshot")
    final void enablesWithinTheQuota_V27() {
        account.fastRestoreQuota(2);
        Answer answer = enable(snapshot(0), snapshot(1), snapshot(2));

        assertThat(answer.accepted()).hasSize(2);
        assertThat(answer.refused()).hasSize(1);
    }

    @Test
    @DisplayName("enabling what is on is no harm, and disabling what is off is refused in the answer")
    final void repeats() {
        enable(snapshot(0));
        assertThat(enable(snapshot(0)).accepted()).containsExactly(snapshot(0));
        assertThat(account.on()).isEqualTo(1);

        assertThat(disable(snapshot(1)).refused()).containsOnlyKeys(snapshot(1));
    }

    @Test
    @DisplayName("a snapshot that does not exist is gone")
    final void missesSnapshot() {
        assertFails(() -> enable(account.missingSnapshot()), Fault.GONE);
    }

    @Test
    @DisplayName("a request whose answer is lost is of unknown outcome, and can be made again")
    final void losesAnswers_V27() {
        account.loseAnswerOf(ENABLE);
        assertFails(() -> account.await(fast().enable(batch(snapshot(0)), SHORT)), Fault.OUTCOME_UNKNOWN);
        assertThat(enable(snapshot(0)).accepted()).containsExactly(snapshot(0));

        account.loseAnswerOf(DISABLE);
        assertFails(() -> account.await(fast().disable(batch(snapshot(0)), SHORT)), Fault.OUTCOME_UNKNOWN);
        assertThat(account.on()).isZero();
    }

    @Test
    @DisplayName("a request that is throttled may be made again, one without a right may not")
    final void classifiesRefusals() {
        account.failNext(ENABLE, "RequestLimitExceeded");
        assertFails(() -> enable(snapshot(0)), Fault.RETRY);
        account.deny(ENABLE);
        assertFails(() -> enable(snapshot(0)), Fault.REFUSED);
        assertThat(account.on()).isZero();
    }

    @Test
    @DisplayName("an account that cannot be reached is unreachable for every call")
    final void unreachable() {
        account.refuseConnections();

        assertFails(() -> enable(snapshot(0)), Fault.UNREACHABLE);
        assertFails(() -> disable(snapshot(0)), Fault.UNREACHABLE);
        assertFails(() -> describe(snapshot(0)), Fault.UNREACHABLE);
    }

    @Test
    @DisplayName("a check of what can be done finds nothing and enables nothing")
    final void checksWithoutEffect() {
        assertThat(faults()).isEmpty();
        assertThat(account.await(fast().check(List.of(), VolumeCalls.LIMIT))).isEmpty();
        assertThat(account.on()).isZero();
    }

    @Test
    @DisplayName("a check tells that a right is missing to enable")
    final void checksTheRightToEnable_V27() {
        account.deny(ENABLE);

        assertThat(faults()).extracting(Finding::field).containsExactly("ec2:" + ENABLE);
    }

    @Test
    @DisplayName("a check tells that a right is missing to disable, without which it would be charged for on and on")
    final void checksTheRightToDisable_V27() {
        account.deny(DISABLE);

        assertThat(faults()).extracting(Finding::field).containsExactly("ec2:" + DISABLE);
    }

    @Test
    @DisplayName("a check tells that a right is missing to ask how far it is")
    final void checksTheRightToAsk_V27() {
        account.deny(DESCRIBE);

        assertThat(faults()).extracting(Finding::field).containsExactly("ec2:" + DESCRIBE);
    }

    @Test
    @DisplayName("a check counts what is on towards the quota, once where it is wanted anyway")
    final void checksTheQuota_V27() {
        account.fastRestoreQuota(2);
        assertThat(faults()).isEmpty();
        enable(snapshot(0));
        assertThat(faults()).isEmpty();
        enable(snapshot(2));

        assertThat(faults()).singleElement().asString().contains("2 + 1", "quota of 2");
    }

    private static void assertFails(ThrowingCallable call, Fault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault));
    }
}
