package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.SnapshotId;
import io.brfed.internal.direct.meta.MeasuredSize;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.SnapshotSizes;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SizingTest {
    private final GroundWorld world = new GroundWorld();
    private final List<SizeLevel> asked = new ArrayList<>();

    private SnapshotProvider silent() {
        SnapshotSizes sizes = (snapshots, level, limit) -> {
            asked.add(level);
            return new CompletableFuture<>();
        };
        SnapshotProvider provider = world.ebs.provider();
        return (SnapshotProvider) Proxy.newProxyInstance(
                SizingTest.class.getClassLoader(),
                new Class<?>[] {SnapshotProvider.class},
                (proxy, method, arguments) ->
                        method.getName().equals("sizes") ? Optional.of(sizes) : method.invoke(provider, arguments));
    }

    @Test
    void sizesThatAreNotToldDelayABackupByTheirLimitOnce() {
        Instant before = world.time.now();

        MeasuredSize size = world.time.await(
                new Sizing(world.ground(silent())).of(List.of(new SnapshotId("snap-1"))), Duration.ofHours(1));

        assertThat(size).isEqualTo(MeasuredSize.UNKNOWN);
        assertThat(asked).containsExactly(SizeLevel.ALL);
        assertThat(Duration.between(before, world.time.now())).isEqualTo(Duration.ofMinutes(10));
    }
}
