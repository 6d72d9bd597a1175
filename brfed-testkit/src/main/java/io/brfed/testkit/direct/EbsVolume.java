package io.brfed.testkit.direct;

import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.VolumeShape;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One volume of the account. */
final class EbsVolume {
    final VolumeId id;
    final String zone;
    final boolean boot;
    final Set<InstanceId> attachedTo = new LinkedHashSet<>();
    final Map<String, String> tags = new TreeMap<>();
    VolumeShape shape;
    /** The blocks that were written, each with the number of its last change; replaced, never changed. */
    Map<Integer, Integer> blocks = Map.of();

    EbsVolume(VolumeId id, String zone, VolumeShape shape, boolean boot) {
        this.id = id;
        this.zone = zone;
        this.shape = shape;
        this.boot = boot;
    }

    /** Where the machine sees it. */
    String device() {
        return boot ? "/dev/xvda" : "/dev/xvd-" + id;
    }
}
