package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.ByteSize;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotSizes;
import io.brfed.spi.SnapshotSizes.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SnapshotSizes} does, as tests to inherit.
 *
 * @since 0.1.0
 */
public abstract class SnapshotSizesContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long BLOCK = 512 * 1024;

    private SizedAccount account;
    private SnapshotCalls calls;

    /** For implementations. */
    protected SnapshotSizesContract() {}

    /** A new provider with the account that the fixture describes; closed after the test. */
    protected abstract SizedAccount newAccount();

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
    @DisplayName("the full size is that of all blocks that were written")
    final void fullSize() {
        account.write(volume(0), 5, 300);
        SnapshotId taken = completed("first", volume(0));
        account.write(volume(0), 1_000, 7);

        assertThat(measure(SizeLevel.FULL, taken)).containsExactly(Map.entry(taken, size(300L, null)));
    }

    @Test
    @DisplayName("the incremental size is that of the blocks that changed since the last backup")
    final void incrementalSize_V16() {
        account.write(volume(0), 0, 500);
        completed("first", volume(0));
        account.write(volume(0), 400, 250);
        SnapshotId second = completed("second", volume(0));

        assertThat(measure(SizeLevel.ALL, second)).containsExactly(Map.entry(second, size(650L, 250L)));
        assertThat(measure(SizeLevel.INCREMENTAL, second)).containsExactly(Map.entry(second, size(null, 250L)));
    }

    @Test
    @DisplayName("what the same backup took before, of the same volume, is no backup before")
    final void attemptsOfOneBackup() {
        account.write(volume(0), 0, 20);
        completed("first", volume(0));
        SnapshotId again = completed("first", volume(0));

        assertThat(measure(SizeLevel.INCREMENTAL, again)).containsExactly(Map.entry(again, size(null, 20L)));
    }

    @Test
    @DisplayName("without a backup before, everything has changed")
    final void firstOfAll() {
        account.write(volume(0), 0, 20);
        SnapshotId taken = completed("first", volume(0));

        assertThat(measure(SizeLevel.ALL, taken)).containsExactly(Map.entry(taken, size(20L, 20L)));
        assertThat(measure(SizeLevel.INCREMENTAL, taken)).containsExactly(Map.entry(taken, size(null, 20L)));
    }

    @Test
    @DisplayName("a snapshot that is pending or does not exist is missing in the answer, and the others are not")
    final void missing() {
        account.write(volume(0), 0, 20);
        SnapshotId taken = completed("first", volume(0));
        SnapshotId pending = calls.create(1, volume(1)).get(0).id();

        assertThat(measure(SizeLevel.FULL, account.missingSnapshot(), taken, pending))
                .containsOnlyKeys(taken);
        assertThat(measure(SizeLevel.FULL)).isEmpty();
    }

    @Test
    @DisplayName("without a level nothing is asked")
    final void noLevel() {
        SnapshotId taken = completed("first", volume(0));

        assertThat(measure(SizeLevel.NONE, taken)).isEmpty();
        assertThat(account.lists()).isZero();
    }

    @Test
    @DisplayName("a question for blocks that is refused fails with EC2's reason")
    final void refused() {
        account.write(volume(0), 0, 20);
        completed("first", volume(0));
        SnapshotId second = completed("second", volume(0));
        account.failNextList("ValidationException");

        assertThatThrownBy(() -> measure(SizeLevel.ALL, second))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(Fault.REFUSED))
                .hasMessageContaining("ListChangedBlocks")
                .hasMessageContaining("ValidationException");
    }

    private SnapshotId completed(String operation, VolumeId volume) {
        SnapshotId taken =
                calls.create(new OperationId(operation), volume).get(0).id();
        account.letSnapshotsEnd();
        return taken;
    }

    private Map<SnapshotId, Size> measure(SizeLevel level, SnapshotId... snapshots) {
        SnapshotSizes sizes = account.provider().sizes().orElseThrow();
        return account.await(sizes.measure(List.of(snapshots), level, LIMIT));
    }

    private static Size size(@Nullable Long full, @Nullable Long incremental) {
        return new Size(
                Optional.ofNullable(full).map(blocks -> new ByteSize(blocks * BLOCK)),
                Optional.ofNullable(incremental).map(blocks -> new ByteSize(blocks * BLOCK)));
    }

    private VolumeId volume(int index) {
        return account.volumes().get(index);
    }
}
