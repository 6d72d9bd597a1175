package io.brfed.testkit.kubernetes;

import java.util.List;
import java.util.stream.Stream;

/**
 * The kinds of TiDB Operator v2 ({@code core.pingcap.com/v1alpha1}) of which a TiDB cluster consists, and the kinds of v1
 * that only refer to one: names and scopes; their fields are kept as they come and not checked.
 *
 * @since 0.1.0
 */
public final class TidbOperatorV2Crds {

    private static final String GROUP = "core.pingcap.com";
    private static final String V1_GROUP = "pingcap.com";

    private TidbOperatorV2Crds() {}

    /** Read when first used. */
    private static final class Holder {

        static final List<CrdSchema> ALL = Stream.of(
                        "Cluster",
                        "PDGroup",
                        "TiKVGroup",
                        "TiKV",
                        "TiDBGroup",
                        "TiFlashGroup",
                        "TiCDCGroup",
                        "TiProxyGroup",
                        "TSOGroup",
                        "SchedulingGroup")
                .map(kind -> LooseCrd.of(GROUP, kind))
                .toList();

        static final List<CrdSchema> COMPANIONS = Stream.of(
                        "TidbDashboard", "TidbInitializer", "TidbMonitor", "TidbNGMonitoring")
                .map(kind -> LooseCrd.of(V1_GROUP, kind))
                .toList();

        private Holder() {}
    }

    /**
     * Returns the kinds of v2.
     *
     * @return Cluster, TiKV, and the groups of all components
     */
    public static List<CrdSchema> all() {
        return Holder.ALL;
    }

    /**
     * Returns the kinds of v1 that refer to a TidbCluster.
     *
     * @return TidbDashboard, TidbInitializer, TidbMonitor and TidbNGMonitoring
     */
    public static List<CrdSchema> companions() {
        return Holder.COMPANIONS;
    }
}
