package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.TakenSnapshot.State;
import io.brfed.spi.VolumePlace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SnapshotProvider} does while nothing goes wrong, as tests to inherit; a test may therefore run against
 * a real account. What providers do in trouble is in {@link SnapshotProviderTroubleContract}.
 *
 * @since 0.1.0
 */
public abstract class SnapshotProviderContract {
    private SnapshotProviderFixture fixture;
    private SnapshotCalls calls;

    /** For implementations. */
    protected SnapshotProviderContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract SnapshotProviderFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        calls = new SnapshotCalls(fixture);
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    /** Whether the account keeps snapshots pending; one that completes them at once cannot show it. */
    protected boolean hasPendingSnapshots() {
        return true;
    }

    @Test
    @DisplayName("a volume is located on its instance, with its neighbours and without the boot volume")
    protected void locates() {
        Map<VolumeId, VolumePlace> places = calls.locate(volume(0), volume(1));

        assertThat(places).containsOnlyKeys(volume(0), volume(1));
        VolumePlace place = Objects.requireNonNull(places.get(volume(0)));
        assertThat(place.instance()).contains(fixture.instance());
        assertThat(place.neighbours()).containsExactlyInAnyOrder(volume(1), volume(2));
        assertThat(place.zone()).isNotBlank();
        assertThat(place.shape().size().bytes()).isPositive();
        assertThat(place.shape().type()).isNotBlank();
    }

    @Test
    @DisplayName("a volume that is not attached is located on no instance")
    protected void locatesLoose() {
        VolumePlace place = Objects.requireNonNull(calls.locate(fixture.loose()).get(fixture.loose()));

        assertThat(place.instance()).isEmpty();
        assertThat(place.neighbours()).isEmpty();
    }

    @Test
    @DisplayName("a volume that does not exist is missing in the answer, and the others are not")
    protected void missesVolume() {
        assertThat(calls.locate(fixture.missingVolume(), volume(0))).containsOnlyKeys(volume(0));
        assertThat(calls.locate(fixture.missingVolume())).isEmpty();
        assertThat(calls.locate()).isEmpty();
    }

    @Test
    @DisplayName("one request takes a snapshot of each volume asked for, and of no other")
    protected void takesWhatIsAskedFor() {
        List<TakenSnapshot> taken = calls.create(1, volume(0), volume(2));

        assertThat(taken).extracting(TakenSnapshot::volume).containsExactlyInAnyOrder(volume(0), volume(2));
        assertThat(taken).extracting(TakenSnapshot::id).doesNotHaveDuplicates();
        assertThat(taken).extracting(TakenSnapshot::attempt).containsOnly(1);
        assertThat(taken).allSatisfy(one -> assertThat(one.volumeSize().bytes()).isPositive());
        assertThat(taken).noneMatch(one -> one.state() == State.ERROR);
    }

    @Test
    @DisplayName("snapshots are found by their operation and member, each with the number of its request")
    protected void findsByOperation_V5() {
        SnapshotId first = calls.create(1, volume(0)).get(0).id();
        fixture.letSnapshotsEnd();
        SnapshotId second = calls.create(2, volume(0)).get(0).id();

        assertThat(calls.find())
                .extracting(TakenSnapshot::id, TakenSnapshot::attempt, TakenSnapshot::volume)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(first, 1, volume(0)),
                        org.assertj.core.groups.Tuple.tuple(second, 2, volume(0)));
        assertThat(calls.find(new OperationId("somebody-else"))).isEmpty();
        assertThat(calls.find(calls.id(), new ClusterName("k8s-b"))).isEmpty();
    }

    @Test
    @DisplayName("a snapshot is pending, then completed")
    protected void completes() {
        TakenSnapshot taken = calls.create(1, volume(0)).get(0);
        if (hasPendingSnapshots()) {
            assertThat(calls.describe(taken.id()))
                    .extracting(TakenSnapshot::state)
                    .containsExactly(State.PENDING);
        }
        fixture.letSnapshotsEnd();

        TakenSnapshot ended = calls.describe(taken.id()).get(0);
        assertThat(ended.state()).isEqualTo(State.COMPLETED);
        assertThat(ended.progress()).isEqualTo(100);
        assertThat(ended.volume()).isEqualTo(volume(0));
    }

    @Test
    @DisplayName("a snapshot that does not exist is missing in the answer, and the others are not")
    protected void missesSnapshot_V8() {
        SnapshotId there = calls.create(1, volume(0)).get(0).id();

        assertThat(calls.describe(fixture.missingSnapshot(), there))
                .extracting(TakenSnapshot::id)
                .containsExactly(there);
        assertThat(calls.describe(fixture.missingSnapshot())).isEmpty();
        assertThat(calls.describe()).isEmpty();
    }

    @Test
    @DisplayName("removing is idempotent")
    protected void deletes() {
        SnapshotId taken = calls.create(1, volume(0)).get(0).id();
        fixture.letSnapshotsEnd();
        calls.delete(taken);
        calls.delete(taken);
        calls.delete(fixture.missingSnapshot());

        assertThat(calls.find()).isEmpty();
        assertThat(calls.describe(taken)).isEmpty();
    }

    @Test
    @DisplayName("a check of what can be done finds nothing and takes nothing")
    protected void checksWithoutEffect() {
        assertThat(calls.check(volume(0), volume(1)))
                .noneMatch(finding -> finding.severity() == Finding.Severity.FAULT);
        assertThat(calls.find()).isEmpty();
    }

    @Test
    @DisplayName("a check names a volume that is not where it is thought to be")
    protected void checksPlaces_V10() {
        assertThat(calls.check(fixture.loose()))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .anySatisfy(finding ->
                        assertThat(finding.toString()).contains(fixture.loose().value()));
        assertThat(calls.check(fixture.missingVolume()))
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .anySatisfy(finding -> assertThat(finding.toString())
                        .contains(fixture.missingVolume().value()));
    }

    private VolumeId volume(int index) {
        return fixture.volumes().get(index);
    }

    static Set<VolumeId> othersOf(SnapshotProviderFixture fixture, List<VolumeId> wanted) {
        Set<VolumeId> others = new java.util.HashSet<>(fixture.volumes());
        wanted.forEach(others::remove);
        return others;
    }
}
