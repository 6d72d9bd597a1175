package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.RestoreTarget;
import io.brfed.spi.RestoreTarget.Claim;
import io.brfed.spi.RestoreTarget.Mode;
import io.brfed.spi.RestoreTarget.Pod;
import io.brfed.spi.RestoreTarget.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.brfed.spi.RestoreAccess} does, as tests to inherit.
 *
 * @since 0.1.0
 */
public abstract class RestoreAccessContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final OperationId OURS = new OperationId("restore-1");
    private static final OperationId OTHER = new OperationId("restore-2");
    private static final VolumeId VOLUME = new VolumeId("vol-0a");
    private static final VolumeId SECOND = new VolumeId("vol-0b");

    private RestoreAccessFixture fixture;

    /** For implementations. */
    protected RestoreAccessContract() {}

    /** A new access with what the fixture describes behind it; closed after the test. */
    protected abstract RestoreAccessFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    private RestoreTarget look() {
        return fixture.await(fixture.access().look(fixture.tidbCluster(), LIMIT));
    }

    private BoundVolume place(OperationId restore, int ordinal, VolumeId volume) {
        BoundVolume bound = fixture.volume(restore, ordinal, volume);
        fixture.await(fixture.access().place(restore, bound, LIMIT));
        return bound;
    }

    private void start(OperationId restore) {
        fixture.await(fixture.access().startTikv(fixture.tidbCluster(), restore, LIMIT));
    }

    private void endRecovery() {
        fixture.await(fixture.access().endRecovery(fixture.tidbCluster(), LIMIT));
    }

    private List<String> withdraw(OperationId restore) {
        return fixture.await(fixture.access().withdraw(fixture.tidbCluster(), restore, LIMIT));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED));
    }

    @Test
    @DisplayName("a TidbCluster that waits for its volumes is told as one")
    protected void tellsWhatWaits() {
        RestoreTarget target = look();

        assertThat(target.operator()).isEqualTo(Operator.V1);
        assertThat(target.mode()).isEqualTo(Mode.RECOVERY);
        assertThat(target.volumesReady()).isEmpty();
        assertThat(target.specification().replicas().tikv()).isEqualTo(2);
        assertThat(target.specification().tikvVolumes()).containsExactly("tikv");
        assertThat(target.pods()).isEmpty();
        assertThat(target.claims()).isEmpty();
        assertThat(target.service()).isEqualTo(Service.NOT_READY);
    }

    @Test
    @DisplayName("a TidbCluster that does not exist is gone")
    protected void tellsWhatIsGone() {
        TidbClusterRef nobody = new TidbClusterRef(fixture.tidbCluster().namespace(), "nobody");

        assertThatThrownBy(() -> fixture.await(fixture.access().look(nobody, LIMIT)))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.GONE));
    }

    @Test
    @DisplayName("a volume is placed once, however often that is asked, and told with the restore that made it")
    protected void placesOnce() {
        BoundVolume bound = place(OURS, 0, VOLUME);
        place(OURS, 0, VOLUME);

        assertThat(look().claims())
                .containsExactly(new Claim(bound.claim(), bound.persistentVolume(), Optional.of(OURS)));
    }

    @Test
    @DisplayName("a claim that no restore made is told, keeps a volume from being placed, and is left alone")
    protected void leavesStrangeClaims() {
        BoundVolume bound = fixture.volume(OURS, 0, VOLUME);
        fixture.createClaim(bound.claim());

        assertRefused(() -> place(OURS, 0, VOLUME));
        assertThat(look().claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.restore()).isEmpty());
        withdraw(OURS);
        assertThat(look().claims()).hasSize(1);
    }

    @Test
    @DisplayName("a claim of another restore, or of another volume, keeps a volume from being placed")
    protected void leavesOthersClaims_V31() {
        place(OTHER, 0, VOLUME);
        place(OURS, 1, VOLUME);

        assertRefused(() -> place(OURS, 0, SECOND));
        assertRefused(() -> place(OURS, 1, SECOND));
        assertThat(look().claims())
                .extracting(Claim::restore)
                .containsExactlyInAnyOrder(Optional.of(OTHER), Optional.of(OURS));
    }

    @Test
    @DisplayName("the word that volumes are ready is given once, and names the restore")
    protected void givesTheWord() {
        start(OURS);
        start(OURS);

        assertThat(look().volumesReady().orElseThrow()).contains(OURS.value());
    }

    @Test
    @DisplayName("a word that another restore gave is not replaced")
    protected void keepsTheWordOfOthers() {
        start(OTHER);

        assertRefused(() -> start(OURS));
        withdraw(OURS);
        assertThat(look().volumesReady().orElseThrow()).contains(OTHER.value());
    }

    @Test
    @DisplayName("TiKV is not let start outside the recovery mode")
    protected void givesNoWordOutsideRecovery() {
        fixture.leaveRecovery();

        assertRefused(() -> start(OURS));
        assertThat(look().volumesReady()).isEmpty();
    }

    @Test
    @DisplayName("exactly the pods that were seen are deleted")
    protected void restartsWhatWasSeen() {
        place(OURS, 0, VOLUME);
        place(OURS, 1, SECOND);
        fixture.runPod(0);
        fixture.runPod(1);
        List<Pod> seen = look().pods();
        fixture.endPod(1);
        fixture.runPod(1);
        Pod renewed = look().pods().stream()
                .filter(pod -> !seen.contains(pod))
                .findFirst()
                .orElseThrow();

        fixture.await(fixture.access().restartTikv(fixture.tidbCluster(), seen, LIMIT));
        fixture.await(fixture.access().restartTikv(fixture.tidbCluster(), seen, LIMIT));

        assertThat(seen).hasSize(2);
        assertThat(look().pods()).containsExactly(renewed);
    }

    @Test
    @DisplayName("the end of the recovery takes the word back, too, and is safe to repeat")
    protected void endsTheRecovery() {
        start(OURS);

        endRecovery();
        endRecovery();

        assertThat(look().mode()).isEqualTo(Mode.NORMAL);
        assertThat(look().volumesReady()).isEmpty();
    }

    @Test
    @DisplayName("what carries a restore's stamp is taken back, and nothing else, however often")
    protected void withdrawsWhatIsIts() {
        place(OURS, 0, VOLUME);
        BoundVolume others = place(OTHER, 1, SECOND);
        start(OURS);

        assertThat(withdraw(OURS)).isEmpty();
        assertThat(withdraw(OURS)).isEmpty();

        assertThat(look().claims()).extracting(Claim::name).containsExactly(others.claim());
        assertThat(look().volumesReady()).isEmpty();
    }

    @Test
    @DisplayName("what is in use is named, and goes later")
    protected void namesWhatIsInUse() {
        BoundVolume bound = place(OURS, 0, VOLUME);
        fixture.use(bound);

        assertThat(withdraw(OURS)).anyMatch(left -> left.contains(bound.claim()));
    }

    @Test
    @DisplayName("claims are taken back also if the TidbCluster is gone")
    protected void withdrawsWithoutTidbCluster() {
        place(OURS, 0, VOLUME);
        fixture.deleteTidbCluster();

        assertThat(withdraw(OURS)).isEmpty();
    }
}
