package io.brfed.examples.bench;

import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.testkit.direct.FakeTikvLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Federations of one TiDB cluster whose stores are numbered through. */
final class DirectLayouts {
    private DirectLayouts() {}

    /** So many Kubernetes clusters with so many stores each. */
    static List<FakeTikvLayout> of(int clusters, int stores) {
        List<FakeTikvLayout> layouts = new ArrayList<>();
        long all = (long) clusters * stores;
        for (int i = 0; i < clusters; i++) {
            long before = (long) i * stores;
            long[] own = LongStream.rangeClosed(before + 1, before + stores).toArray();
            long[] elsewhere = LongStream.concat(
                            LongStream.rangeClosed(1, before), LongStream.rangeClosed(before + stores + 1, all))
                    .toArray();
            layouts.add(FakeTikvLayout.named("k8s-" + i).stores(own).peers(elsewhere));
        }
        return layouts;
    }

    static Cluster cluster(FakeTikvLayout layout, DataPlane plane) {
        return Cluster.named(layout.name())
                .namespace(layout.reference().namespace())
                .tidbCluster(layout.reference().name())
                .on(plane);
    }
}
