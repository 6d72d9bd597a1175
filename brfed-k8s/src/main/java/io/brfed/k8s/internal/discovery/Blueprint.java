package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.spi.ClusterInventory.Manifest;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.spi.ClusterInventory.Replicas;
import java.util.List;
import java.util.Map;

/**
 * What the objects of one operator say about the TiKV pods of a TiDB cluster, before their claims and volumes are read.
 * Immutable apart from the trees, which nobody changes.
 *
 * @param operator whose objects they are
 * @param tidbCluster which one
 * @param pods its TiKV pods
 * @param claims the claims that carry their labels
 * @param peers the stores elsewhere
 * @param replicas how many of each component are asked for
 * @param tidbClusterDocument the TidbCluster of the form of v1
 * @param manifests what people may want to read
 * @param findings what was found wrong so far
 */
record Blueprint(
        Operator operator,
        TidbClusterRef tidbCluster,
        List<TikvPod> pods,
        List<ObjectNode> claims,
        Map<StoreId, String> peers,
        Replicas replicas,
        ObjectNode tidbClusterDocument,
        List<Manifest> manifests,
        List<Finding> findings) {}
