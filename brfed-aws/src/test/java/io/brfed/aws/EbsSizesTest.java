package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotSizes.Size;
import io.brfed.spi.TakenSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EbsSizesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int BLOCK = 512 * 1024;

    private final WireAccount account = new WireAccount();

    @AfterEach
    void close() {
        account.close();
    }

    private SnapshotId completed(String operation) {
        InstanceSnapshots request = new InstanceSnapshots(
                account.instance(),
                List.of(new InstanceSnapshots.Part(volume(), StoreId.parse("4"))),
                Set.copyOf(account.volumes().subList(1, 3)),
                new OperationId(operation),
                new OperationName("nightly"),
                new ClusterName("k8s-a"),
                1);
        List<TakenSnapshot> taken = account.await(account.provider().create(request, LIMIT));
        account.letSnapshotsEnd();
        return taken.get(0).id();
    }

    private VolumeId volume() {
        return account.volumes().get(0);
    }

    private Optional<Size> measure(SizeLevel level, SnapshotId snapshot) {
        return Optional.ofNullable(
                account.await(account.provider().sizes().orElseThrow().measure(List.of(snapshot), level, LIMIT))
                        .get(snapshot));
    }

    @Test
    void whatASnapshotHoldsIsNotCountedWhereEc2SaysIt_V16() {
        account.write(volume(), 0, 300);
        SnapshotId taken = completed("first");

        assertThat(measure(SizeLevel.FULL, taken).flatMap(Size::full)).contains(new ByteSize(300L * BLOCK));
        assertThat(account.lists()).isZero();
    }

    @Test
    void countsBlocksOverManyPages() {
        account.ebs.hidesFullSizes();
        account.write(volume(), 0, 25_000);
        SnapshotId taken = completed("first");

        assertThat(measure(SizeLevel.FULL, taken).flatMap(Size::full)).contains(new ByteSize(25_000L * BLOCK));
        assertThat(account.lists()).isEqualTo(3);
    }

    @Test
    void aQuestionThatIsThrottledIsAskedAgain() {
        account.write(volume(), 0, 10);
        completed("first");
        account.write(volume(), 5, 10);
        SnapshotId second = completed("second");
        account.failNextList("RequestThrottledException");

        assertThat(measure(SizeLevel.INCREMENTAL, second).flatMap(Size::incremental))
                .contains(new ByteSize(10L * BLOCK));
        assertThat(account.lists()).isEqualTo(2);
    }

    @Test
    void aMissingRightIsNamed() {
        account.ebs.hidesFullSizes();
        SnapshotId taken = completed("first");
        account.deny("ListSnapshotBlocks");

        assertThatThrownBy(() -> measure(SizeLevel.FULL, taken))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("AccessDeniedException")
                .hasMessageContaining("DirectIamPolicy");
    }

    @Test
    void anotherAddressOfEc2AloneMeansNoSizes() {
        try (EbsSnapshotProvider provider = EbsSnapshotProvider.builder()
                .region("us-west-2")
                .endpoint(account.server.url())
                .build()) {
            SnapshotProvider seen = provider;

            assertThat(seen.sizes()).isEmpty();
        }
    }
}
