package io.brfed.spi;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * One request for a volume from a snapshot. Whose it is, is written on the volume by the request itself. Immutable.
 *
 * @param id the operation
 * @param name the restore's name
 * @param cluster the member
 * @param store the TiKV store that it is for
 * @param role the TiKV configuration key whose directory it holds, see {@link TikvVolume#role()}
 * @param snapshot what it is made from
 * @param target where it is made and what it is
 * @param claim the Kubernetes objects that it is for
 * @param tags further tags, see {@link VolumeTags#selected}; at most {@value VolumeTags#MAX_FURTHER}
 * @param attempt 1 for the first request for this snapshot, counted up where a volume could not be made
 * @since 0.1.0
 */
public record VolumeRequest(
        OperationId id,
        OperationName name,
        ClusterName cluster,
        StoreId store,
        String role,
        SnapshotId snapshot,
        VolumeTarget target,
        VolumeClaim claim,
        Map<String, String> tags,
        int attempt) {
    /** Checks that no part is missing and that all tags are permitted, and copies them. */
    public VolumeRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(claim, "claim");
        tags = VolumeTags.checked(tags);
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt " + attempt + " for " + snapshot + "; it must be 1 or more");
        }
    }

    /** The same request as another attempt, with another token. */
    public VolumeRequest attempt(int number) {
        return new VolumeRequest(id, name, cluster, store, role, snapshot, target, claim, tags, number);
    }

    /**
     * What tells EC2 that two requests are one: the same in every process and at every time for the same operation, member,
     * snapshot and attempt, and for nothing else. 64 characters, the most that EC2 permits.
     */
    public String clientToken() {
        String text = id + "\n" + cluster.value().length() + " " + cluster + "\n" + snapshot + "\n" + attempt;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
