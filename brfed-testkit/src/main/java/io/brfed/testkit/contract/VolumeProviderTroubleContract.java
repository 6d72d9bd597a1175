package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.NewVolume.State;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link VolumeProvider} does when its account refuses, does not answer or cannot be reached, as tests to
 * inherit.
 *
 * @since 0.1.0
 */
public abstract class VolumeProviderTroubleContract {
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Map<String, Fault> FAULTS = Map.of(
            "RequestLimitExceeded", Fault.RETRY,
            "InsufficientVolumeCapacity", Fault.BUSY_UNTIL,
            "IncorrectState", Fault.BUSY_UNTIL,
            "VolumeLimitExceeded", Fault.REFUSED,
            "MaxIOPSLimitExceeded", Fault.REFUSED,
            "UnauthorizedOperation", Fault.REFUSED,
            "InvalidParameterValue", Fault.REFUSED,
            "IdempotentParameterMismatch", Fault.REFUSED,
            "InvalidSnapshot.NotFound", Fault.GONE,
            "InternalError", Fault.RETRY);

    private TroubledVolumes account;
    private VolumeCalls calls;

    /** For implementations. */
    protected VolumeProviderTroubleContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract TroubledVolumes newAccount();

    @BeforeEach
    final void open() {
        account = newAccount();
        calls = new VolumeCalls(account);
    }

    @AfterEach
    final void close() {
        account.close();
    }

    @Test
    @DisplayName("a refused request for a volume says what may be done, names EC2's code, and is not repeated")
    final void classifiesRefusals() {
        FAULTS.forEach((code, fault) -> {
            account.failNext(code);

            assertThatThrownBy(() -> calls.create(snapshot(0)))
                    .as(code)
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            failure -> assertThat(failure.fault()).as(code).isEqualTo(fault))
                    .hasMessageContaining(code);
        });
        assertThat(account.made()).isZero();
    }

    @Test
    @DisplayName("a request whose answer is lost is of unknown outcome; made again it makes no second volume")
    final void lostAnswer_V21() {
        account.loseNextAnswer();
        VolumeRequest request = calls.request(snapshot(0));

        assertFails(() -> account.await(account.provider().create(request, SHORT)), Fault.OUTCOME_UNKNOWN);
        NewVolume again = calls.create(request);

        assertThat(account.made()).isEqualTo(1);
        assertThat(calls.find()).extracting(NewVolume::id).containsExactly(again.id());
    }

    @Test
    @DisplayName("an account that cannot be reached is unreachable for every call, and nothing was done")
    final void unreachable() {
        account.refuseConnections();

        assertFails(() -> calls.create(snapshot(0)), Fault.UNREACHABLE);
        assertFails(() -> calls.find(), Fault.UNREACHABLE);
        assertFails(() -> calls.describe(account.missingVolume()), Fault.UNREACHABLE);
        assertFails(() -> calls.delete(account.missingVolume()), Fault.UNREACHABLE);
        assertThat(account.made()).isZero();
    }

    @Test
    @DisplayName("a volume that is being made is not removed, and the failure says that it may be later")
    final void deletesOnlyWhatIsMade_V24() {
        NewVolume made = calls.create(snapshot(0));

        assertThat(calls.describe(made.id())).extracting(NewVolume::state).containsExactly(State.CREATING);
        assertFails(() -> calls.delete(made.id()), Fault.BUSY_UNTIL);
        account.letVolumesBeMade();
        calls.delete(made.id());
        assertThat(account.made()).isZero();
    }

    @Test
    @DisplayName("a volume that is attached is not removed")
    final void deletesNothingAttached() {
        NewVolume made = calls.create(snapshot(0));
        account.letVolumesBeMade();
        account.attach(made.id());

        assertThat(calls.describe(made.id())).extracting(NewVolume::state).containsExactly(State.IN_USE);
        assertFails(() -> calls.delete(made.id()), Fault.BUSY_UNTIL);
        assertThat(account.made()).isEqualTo(1);
    }

    @Test
    @DisplayName("a key that cannot be used shows as an error of the volume, which can be removed")
    final void keyFails_V23_V26() {
        account.breakKey("alias/broken");
        VolumeTarget target =
                new VolumeTarget(account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.withKey("alias/broken"), 0);
        NewVolume made = calls.create(calls.request(snapshot(0), target));
        assertThat(made.state()).isEqualTo(State.CREATING);
        account.letVolumesBeMade();

        assertThat(calls.describe(made.id())).extracting(NewVolume::state).containsExactly(State.ERROR);
        calls.delete(made.id());
        assertThat(account.made()).isZero();
    }

    @Test
    @DisplayName("a key that cannot be used is found beforehand")
    final void keyIsFound_V26() {
        account.breakKey("alias/broken");
        VolumeTarget broken =
                new VolumeTarget(account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.withKey("alias/broken"), 0);
        VolumeTarget whole =
                new VolumeTarget(account.zone(), VolumeType.GP3, 0, 0, VolumeEncryption.withKey("alias/whole"), 0);

        assertThat(calls.check(calls.request(snapshot(0), broken)))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .extracting(Finding::value)
                .containsExactly("alias/broken");
        assertThat(calls.check(calls.request(snapshot(0), whole))).isEmpty();
    }

    @Test
    @DisplayName("a token whose volume is gone is burnt: only another attempt makes another volume")
    final void burntToken_V21() {
        account.failVolumesFrom(snapshot(0));
        VolumeRequest request = calls.request(snapshot(0));
        NewVolume failed = calls.create(request);
        account.letVolumesBeMade();
        account.vanish(failed.id());

        assertThat(calls.create(request).id()).isEqualTo(failed.id());
        assertThat(calls.describe(failed.id())).isEmpty();
        assertThat(calls.create(request.attempt(2)).id()).isNotEqualTo(failed.id());
    }

    @Test
    @DisplayName("a new volume may not show for a while, and then does")
    final void showsLate() {
        account.showVolumesLate();
        NewVolume made = calls.create(snapshot(0));

        assertThat(calls.find()).isEmpty();
        assertThat(calls.describe(made.id())).isEmpty();
        account.letVolumesBeMade();
        assertThat(calls.find()).extracting(NewVolume::id).containsExactly(made.id());
    }

    @Test
    @DisplayName("a check finds missing rights, all at once")
    final void missingRights() {
        account.deny("CreateVolume");
        account.deny("DeleteVolume");

        assertThat(calls.check(calls.request(snapshot(0))))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("CreateVolume"))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("DeleteVolume"));
    }

    @Test
    @DisplayName("a check refuses more storage than the quota permits")
    final void tooMuch() {
        VolumeRequest[] requests = {calls.request(snapshot(0)), calls.request(snapshot(1))};
        account.storageQuota(new ByteSize(account.stored().bytes() + (150L << 30)));
        assertThat(calls.faults(requests[0])).isEmpty();

        assertThat(calls.faults(requests))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("storage", "gp3", "quota"));
        assertThat(account.made()).isZero();
    }

    private static void assertFails(Runnable call, Fault fault) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault));
    }

    private SnapshotId snapshot(int index) {
        return account.snapshots().get(index);
    }
}
