package io.brfed.k8s.internal.discovery;

import io.brfed.api.Finding;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import java.util.List;

/** Volumes whose use is not known: they are backed up like all others, but a restore cannot treat them apart. */
final class RoleNotices {
    private RoleNotices() {}

    static List<Finding> of(List<Wanted> volumes, Places places) {
        return volumes.stream()
                .filter(wanted -> wanted.role().isEmpty())
                .map(wanted -> Finding.notice(
                        "TiKV volume",
                        places.of(places.tidbCluster().name()) + " " + wanted.podVolume(),
                        "is mounted at " + wanted.mountPath() + ", which no setting of TiKV names",
                        "remove it if TiKV does not use it; it is backed up like the others"))
                .toList();
    }
}
