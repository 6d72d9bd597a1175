package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTags;
import java.util.Map;

/**
 * What a CreateVolume asks for, whichever way it came. Two requests with one token have to be equal.
 *
 * @param snapshot the snapshot
 * @param zone the availability zone
 * @param type for example {@code gp3}
 * @param iops I/O operations a second; 0 if none were asked for
 * @param throughput MiB a second; 0 if none were asked for
 * @param initializationRate MiB a second at which it is filled; 0 if none were asked for
 * @param encryption how it is encrypted
 * @param tags its tags
 */
record EbsWish(
        SnapshotId snapshot,
        String zone,
        String type,
        int iops,
        int throughput,
        int initializationRate,
        VolumeEncryption encryption,
        Map<String, String> tags) {
    EbsWish {
        tags = Map.copyOf(tags);
    }

    static EbsWish of(VolumeRequest request) {
        return new EbsWish(
                request.snapshot(),
                request.target().zone(),
                request.target().type().id(),
                request.target().iops(),
                request.target().throughput(),
                request.target().initializationRate(),
                request.target().encryption(),
                VolumeTags.of(request));
    }
}
