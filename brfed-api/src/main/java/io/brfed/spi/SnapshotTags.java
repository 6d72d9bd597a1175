package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is written on every snapshot, so that it is found again and everybody can tell whose it is. One request writes the
 * same on all of its snapshots; which volume one is of, its provider tells itself.
 *
 * @since 0.1.0
 */
public final class SnapshotTags {
    /** The operation's id; what snapshots are found by. */
    public static final String OPERATION = "brfed.io/operation";
    /** The number of the request, 1 for the first. */
    public static final String ATTEMPT = "brfed.io/attempt";
    /** The backup's name. */
    public static final String NAME = "brfed.io/name";
    /** The member. */
    public static final String CLUSTER = "brfed.io/cluster";
    /** The instance that the volumes were attached to. */
    public static final String INSTANCE = "brfed.io/instance";
    /** The TiKV store; those of several stores on one instance are separated by spaces. */
    public static final String STORE = "brfed.io/store";

    /** On snapshots that BR took. */
    public static final String OF_BR = "TiDBCluster-BR-Snapshot";

    private static final int MAX_VALUE = 256;

    private SnapshotTags() {}

    /** The tags of one request, each value at most 256 characters. */
    public static Map<String, String> of(InstanceSnapshots request) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(OPERATION, request.id().value());
        tags.put(ATTEMPT, Integer.toString(request.attempt()));
        tags.put(NAME, fitting(request.name().value()));
        tags.put(CLUSTER, clusterValue(request.cluster()));
        tags.put(INSTANCE, fitting(request.instance().value()));
        tags.put(STORE, stores(request.volumes()));
        return Collections.unmodifiableMap(tags);
    }

    /** The attempt that tags tell; 0 if they tell none. */
    public static int attempt(Map<String, String> tags) {
        String text = Objects.requireNonNullElse(tags.get(ATTEMPT), "");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    /** Whether tags are those of one member of an operation. */
    public static boolean areOf(OperationId id, ClusterName cluster, Map<String, String> tags) {
        return id.value().equals(tags.get(OPERATION)) && clusterValue(cluster).equals(tags.get(CLUSTER));
    }

    /** The value of {@link #CLUSTER} for a member. */
    public static String clusterValue(ClusterName cluster) {
        return fitting(cluster.value());
    }

    /** Whether both are of one operation. */
    public static boolean areOfTheSame(Map<String, String> some, Map<String, String> others) {
        String id = some.get(OPERATION);
        return id != null && id.equals(others.get(OPERATION));
    }

    /** Whether a backup took the snapshot, one of ours or of the original tools. */
    public static boolean areOfABackup(Map<String, String> tags) {
        return tags.containsKey(OPERATION) || tags.containsKey(OF_BR);
    }

    /** The ids that fit; a cut id would be that of another store. */
    private static String stores(List<InstanceSnapshots.Part> parts) {
        StringBuilder text = new StringBuilder();
        for (String store : parts.stream()
                .map(part -> part.store().toString())
                .distinct()
                .sorted()
                .toList()) {
            if (text.length() + store.length() < MAX_VALUE) {
                text.append(text.isEmpty() ? "" : " ").append(store);
            }
        }
        return text.toString();
    }

    private static String fitting(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE);
    }
}
