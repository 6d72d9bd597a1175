package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.TakenSnapshot;
import io.brfed.testkit.contract.SnapshotProviderContract;
import io.brfed.testkit.contract.SnapshotProviderFixture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The contract against moto. It completes snapshots at once, and ignores the volumes to leave out, the size of a page and
 * the owner: the cases that need those are overridden here without being tests, and run against our own server only.
 */
@Tag(RealServer.TAG)
class RealEc2Test extends SnapshotProviderContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    protected SnapshotProviderFixture newFixture() {
        return new RealEc2Account();
    }

    @Override
    protected boolean hasPendingSnapshots() {
        return false;
    }

    /** Not with moto: it ignores ExcludeDataVolumeIds. */
    @Override
    protected void takesWhatIsAskedFor() {}

    /** Not with moto: it ignores ExcludeDataVolumeIds. */
    @Override
    protected void findsByOperation_V5() {}

    /** Not with moto: it ignores ExcludeDataVolumeIds. */
    @Override
    protected void deletes() {}

    @Test
    void takesFindsAndRemovesTheSnapshotsOfAWholeInstance() {
        try (RealEc2Account account = new RealEc2Account()) {
            OperationId id = new OperationId("whole-" + UUID.randomUUID());
            InstanceSnapshots request = new InstanceSnapshots(
                    account.instance(),
                    account.volumes().stream()
                            .map(volume -> new InstanceSnapshots.Part(volume, StoreId.parse("4")))
                            .toList(),
                    Set.of(),
                    id,
                    new OperationName("whole"),
                    new ClusterName("k8s-a"),
                    2);
            List<TakenSnapshot> taken = account.await(account.provider().create(request, LIMIT));

            List<TakenSnapshot> found = account.await(account.provider().find(id, new ClusterName("k8s-a"), LIMIT));
            assertThat(found)
                    .extracting(TakenSnapshot::volume)
                    .containsExactlyInAnyOrderElementsOf(account.volumes())
                    .hasSameElementsAs(taken.stream().map(TakenSnapshot::volume).toList());
            assertThat(found).extracting(TakenSnapshot::attempt).containsOnly(2);

            taken.forEach(one -> account.await(account.provider().delete(one.id(), LIMIT)));
            taken.forEach(one -> account.await(account.provider().delete(one.id(), LIMIT)));
            assertThat(account.await(account.provider().find(id, new ClusterName("k8s-a"), LIMIT)))
                    .isEmpty();
        }
    }
}
