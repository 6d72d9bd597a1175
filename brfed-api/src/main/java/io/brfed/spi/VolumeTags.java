package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is written on every volume as it is made: whose it is, and what the EBS CSI driver and TiDB Operator look for. Nothing
 * is added later, so that there is no moment in which the driver may not attach or remove a volume.
 *
 * @since 0.1.0
 */
public final class VolumeTags {
    /** The operation's id; what volumes are found by. */
    public static final String OPERATION = SnapshotTags.OPERATION;
    /** The number of the request, 1 for the first. */
    public static final String ATTEMPT = SnapshotTags.ATTEMPT;
    /** The restore's name. */
    public static final String NAME = SnapshotTags.NAME;
    /** The member. */
    public static final String CLUSTER = SnapshotTags.CLUSTER;
    /** The TiKV store. */
    public static final String STORE = SnapshotTags.STORE;
    /** The TiKV configuration key whose directory it holds. */
    public static final String ROLE = "brfed.io/role";

    /** Without it the IAM policy of the CSI driver permits nothing; its value is {@code true}. */
    public static final String CSI_CLUSTER = "ebs.csi.aws.com/cluster";
    /** The name of the persistent volume, as the CSI driver writes it. */
    public static final String CSI_VOLUME_NAME = "CSIVolumeName";
    /** The name of the persistent volume. */
    public static final String PV_NAME = "kubernetes.io/created-for/pv/name";
    /** The name of the claim. */
    public static final String PVC_NAME = "kubernetes.io/created-for/pvc/name";
    /** The namespace of the claim. */
    public static final String PVC_NAMESPACE = "kubernetes.io/created-for/pvc/namespace";

    /** What EC2 permits on one resource. */
    public static final int MAX_TAGS = 50;

    /** How many further tags fit beside those that are written anyway. */
    public static final int MAX_FURTHER = 39;

    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final Set<String> OWN = Set.of(CSI_CLUSTER, CSI_VOLUME_NAME, PV_NAME, PVC_NAME, PVC_NAMESPACE);
    private static final String OWN_PREFIX = OPERATION.substring(0, OPERATION.indexOf('/') + 1);
    private static final String RESERVED_PREFIX = "aws:";

    private VolumeTags() {}

    /** The tags of one request. */
    public static Map<String, String> of(VolumeRequest request) {
        Map<String, String> tags = new TreeMap<>(request.tags());
        tags.put(OPERATION, request.id().value());
        tags.put(ATTEMPT, Integer.toString(request.attempt()));
        tags.put(NAME, fitting(request.name().value()));
        tags.put(CLUSTER, SnapshotTags.clusterValue(request.cluster()));
        tags.put(STORE, request.store().toString());
        tags.put(ROLE, fitting(request.role()));
        tags.put(CSI_CLUSTER, "true");
        tags.put(CSI_VOLUME_NAME, request.claim().volume());
        tags.put(PV_NAME, request.claim().volume());
        tags.put(PVC_NAME, request.claim().name());
        tags.put(PVC_NAMESPACE, request.claim().namespace());
        return Collections.unmodifiableMap(tags);
    }

    /** The attempt that tags tell; 0 if they tell none. */
    public static int attempt(Map<String, String> tags) {
        return SnapshotTags.attempt(tags);
    }

    /** Whether tags are those of one member of an operation. */
    public static boolean areOf(OperationId id, ClusterName cluster, Map<String, String> tags) {
        return SnapshotTags.areOf(id, cluster, tags);
    }

    /**
     * Those of a snapshot's tags that a volume may carry, too: of the keys that were chosen, without AWS' own and ours. Not
     * all of them, because they would grow with every backup of a restore.
     *
     * @param keys the keys that were chosen; those that the snapshot has not are left out
     */
    public static Map<String, String> selected(Map<String, String> ofSnapshot, Collection<String> keys) {
        Map<String, String> selected = new TreeMap<>();
        for (String key : keys) {
            String value = ofSnapshot.get(key);
            if (value != null && isPermitted(key, value) && selected.size() < MAX_FURTHER) {
                selected.put(key, value);
            }
        }
        return Collections.unmodifiableMap(selected);
    }

    /** Whether a tag may be written on volumes in addition to those that are written anyway. */
    public static boolean isPermitted(String key, String value) {
        return !key.isBlank()
                && key.length() <= MAX_KEY
                && value.length() <= MAX_VALUE
                && !key.startsWith(RESERVED_PREFIX)
                && !key.startsWith(OWN_PREFIX)
                && !OWN.contains(key);
    }

    static Map<String, String> checked(Map<String, String> further) {
        Map<String, String> tags = Map.copyOf(Objects.requireNonNull(further, "tags"));
        tags.forEach((key, value) -> {
            if (!isPermitted(key, value)) {
                throw new IllegalArgumentException("tag '" + key + "': a key has 1 to " + MAX_KEY
                        + " characters, is none of those that are written anyway, and does not begin with "
                        + RESERVED_PREFIX + "; a value has at most " + MAX_VALUE);
            }
        });
        if (tags.size() > MAX_FURTHER) {
            throw new IllegalArgumentException(tags.size() + " further tags; at most " + MAX_FURTHER + " fit");
        }
        return tags;
    }

    private static String fitting(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE);
    }
}
