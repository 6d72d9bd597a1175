package io.brfed.k8s.internal.discovery;

import io.brfed.api.Finding;
import java.util.ArrayList;
import java.util.List;

/** What TiKV's configuration says that a backup of volumes cannot deal with. */
final class ConfigFaults {
    private ConfigFaults() {}

    /** The findings about the configuration of one object. */
    static List<Finding> of(TikvConfig config, String where) {
        List<Finding> findings = new ArrayList<>();
        config.fault()
                .ifPresent(fault -> findings.add(Finding.notice(
                        "TiKV configuration",
                        where,
                        fault + ", so the roles of volumes other than the data volume are not known",
                        "correct it; a backup does not depend on these roles")));
        if (config.value("storage.engine").equals("partitioned-raft-kv")) {
            findings.add(Finding.fault(
                    "TiKV storage.engine",
                    where,
                    "is partitioned-raft-kv, for which there is no recovery from snapshots of volumes",
                    "back this cluster up with BR's snapshot backup instead"));
        }
        if (config.value("storage.api-version").equals("2")) {
            findings.add(Finding.fault(
                    "TiKV storage.api-version",
                    where,
                    "is 2 (keyspaces), which recovery from snapshots of volumes does not support",
                    "back this cluster up with BR's snapshot backup instead"));
        }
        return findings;
    }
}
