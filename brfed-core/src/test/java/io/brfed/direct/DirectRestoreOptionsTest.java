package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.api.RestoreReport;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What was chosen for restored volumes, and what arrives at them. */
class DirectRestoreOptionsTest {
    private static final String KEY = "arn:aws:kms:us-west-2:123456789012:key/own";

    private final RestoringWorld world = new RestoringWorld();

    private List<NewVolume> restored(UnaryOperator<DirectRestore> options) {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(world.time)
                .build();
        RestoreReport report = world.restore(world.clusters(planes, (name, restore) -> options.apply(restore)))
                .execute()
                .orThrow();
        assertThat(report.operation().cause()).isEmpty();
        assertThat(world.made()).hasSize(12);
        return world.made();
    }

    @Test
    void volumesAreMadeInTheZonesThatReplaceThoseOfTheBackup_V34() {
        List<NewVolume> before = world.ebs.volumes();
        List<String> zones =
                before.stream().map(NewVolume::zone).distinct().sorted().toList();

        List<NewVolume> made = restored(restore -> {
            DirectRestore moved = restore;
            for (String zone : zones) {
                moved = moved.zone(zone, zone + "-new");
            }
            return moved;
        });

        assertThat(made)
                .extracting(NewVolume::zone)
                .containsOnly(zones.stream().map(zone -> zone + "-new").toArray(String[]::new));
    }

    @Test
    void typeAndPerformanceOfVolumesCanBeChosen_V26() {
        assertThat(restored(restore -> restore.type(VolumeType.GP3).iops(4_000).throughput(250)))
                .extracting(NewVolume::shape)
                .allSatisfy(shape -> {
                    assertThat(shape.type()).isEqualTo("gp3");
                    assertThat(shape.iops()).isEqualTo(4_000);
                    assertThat(shape.throughput()).isEqualTo(250);
                });
    }

    @Test
    void anotherTypeOfVolumesCanBeChosen_V26() {
        assertThat(restored(restore -> restore.type(VolumeType.IO2).iops(2_000)))
                .extracting(NewVolume::shape)
                .allSatisfy(shape -> {
                    assertThat(shape.type()).isEqualTo("io2");
                    assertThat(shape.iops()).isEqualTo(2_000);
                });
    }

    @Test
    void volumesAreEncryptedWithTheKeyThatWasChosen_V26() {
        assertThat(restored(restore -> restore.encryption(VolumeEncryption.withKey(KEY))))
                .extracting(volume -> volume.shape().kmsKey())
                .allSatisfy(key -> assertThat(key).contains(KEY));
    }

    @Test
    void volumesCarryTheTagsThatWereAdded_V28() {
        assertThat(restored(restore -> restore.tag("team", "storage").tag("cost", "4711")))
                .extracting(NewVolume::tags)
                .allSatisfy(tags ->
                        assertThat(tags).containsEntry("team", "storage").containsEntry("cost", "4711"));
    }
}
