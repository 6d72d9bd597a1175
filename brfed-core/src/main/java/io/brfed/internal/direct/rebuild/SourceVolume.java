package io.brfed.internal.direct.rebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.api.VolumeId;
import java.util.Optional;

/**
 * One volume of a backup with the objects that stood for it.
 *
 * @param store its store; empty if the original did not know it
 * @param id the volume that was backed up
 * @param role the TiKV setting that names its directory; empty if not known
 * @param zone its zone; empty if not known
 * @param snapshot its snapshot
 * @param name the name of its claim, in parts
 * @param volume the persistent volume; not to be changed
 * @param claim the claim; not to be changed
 */
record SourceVolume(
        Optional<StoreId> store,
        VolumeId id,
        String role,
        String zone,
        SnapshotId snapshot,
        ClaimName name,
        ObjectNode volume,
        ObjectNode claim) {}
