package io.brfed.k8s.internal.discovery;

import io.brfed.api.TidbClusterRef;

/** What things are called in findings: {@code cluster/namespace/name}. */
record Places(String server, TidbClusterRef tidbCluster) {
    String of(String name) {
        return server + "/" + tidbCluster.namespace() + "/" + name;
    }
}
