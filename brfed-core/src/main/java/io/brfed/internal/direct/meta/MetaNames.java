package io.brfed.internal.direct.meta;

import io.brfed.spi.ClusterInventory.Manifest;

/** The keys of objects in a storage, as the original names them. */
public final class MetaNames {
    /** What was found in the cluster; written before the snapshots. */
    public static final String CLUSTER = "clustermeta";
    /** What was backed up; written when all of it is known to be good. */
    public static final String BACKUP = "backupmeta";
    /** What a restore made of it; written by restores. */
    public static final String RESTORE = "restoremeta";
    /** That a backup has begun; its content is for people. */
    public static final String LOCK = "backup.lock";

    /** PD's own state, which is on none of the volumes; the original writes none. */
    public static final String PD_STATE = "pdstate";

    private MetaNames() {}

    /** Where an object for people to read is kept. */
    public static String of(Manifest manifest) {
        return "manifests/" + manifest.namespace() + "/" + manifest.kind() + "/" + manifest.name() + ".yaml";
    }
}
