package io.brfed.testkit.direct;

import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.VolumeShape;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One volume of the account. */
final class EbsVolume {
    final VolumeId id;
    final String zone;
    final boolean boot;
    final Set<InstanceId> attachedTo = new LinkedHashSet<>();
    final Map<String, String> tags = new TreeMap<>();
    VolumeShape shape;
    /** What it was made from, and how that goes on; nothing of a volume that was there from the beginning. */
    @Nullable
    EbsCreation creation;
    /** Whether it was made whole from a snapshot that is enabled for that; nothing if its snapshot was not. */
    @Nullable
    Boolean fastRestored;

    int initializationRate;
    /** The blocks that were written, each with the number of its last change; replaced, never changed. */
    Map<Integer, Integer> blocks = Map.of();

    EbsVolume(VolumeId id, String zone, VolumeShape shape, boolean boot) {
        this.id = id;
        this.zone = zone;
        this.shape = shape;
        this.boot = boot;
    }

    /** How far it is, by EC2's name. */
    String status(Duration now) {
        EbsCreation made = creation;
        if (made != null && made.isUnderWay(now)) {
            return "creating";
        }
        if (made != null && made.fails()) {
            return "error";
        }
        return attachedTo.isEmpty() ? "available" : "in-use";
    }

    boolean shows(Duration now) {
        return creation == null || creation.shows(now);
    }

    /** Where the machine sees it. */
    String device() {
        return boot ? "/dev/xvda" : "/dev/xvd-" + id;
    }
}
