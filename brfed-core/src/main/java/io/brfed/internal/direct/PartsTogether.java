package io.brfed.internal.direct;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.StoreId;
import io.brfed.internal.direct.meta.PauseFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether what the members restore belongs together. Immutable.
 *
 * @param parts what each member restores, as far as it could be read
 * @param all how many members there are
 */
record PartsTogether(Map<ClusterName, BackupPart> parts, int all) {
    static PartsTogether of(List<RestoreShare> shares) {
        Map<ClusterName, BackupPart> parts = new LinkedHashMap<>();
        shares.forEach(
                share -> share.part().ifPresent(part -> parts.put(share.ground().cluster(), part)));
        return new PartsTogether(parts, shares.size());
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        stores(findings);
        pauses(findings);
        if (sources().size() > 1) {
            findings.add(Finding.fault(
                    "TiDB cluster",
                    sources().stream().map(Long::toUnsignedString).toList().toString(),
                    "is not the same for all members, so their stores do not belong together",
                    "restore the members of one backup"));
        }
        return findings;
    }

    /** The ids of the TiDB clusters that were backed up, as far as they are recorded; one, unless something is wrong. */
    Set<Long> sources() {
        return parts.values().stream()
                .map(BackupPart::pdClusterId)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The documents of the backup's PD; empty where nobody recorded them. */
    Map<String, String> pdState() {
        return parts.values().stream()
                .map(BackupPart::pdState)
                .filter(documents -> !documents.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    /** Disjoint, and as many as the TiDB cluster had. */
    private void stores(List<Finding> findings) {
        Map<StoreId, ClusterName> owners = new HashMap<>();
        parts.forEach((cluster, part) -> part.stores().forEach(store -> {
            ClusterName other = owners.putIfAbsent(store, cluster);
            if (other != null) {
                findings.add(Finding.fault(
                        "store",
                        store.toString(),
                        "is in the parts of " + other + " and of " + cluster,
                        "give each member its own part of the backup"));
            }
        }));
        Set<Integer> wanted = new TreeSet<>();
        parts.values()
                .forEach(part -> wanted.add(part.meta().content().replicas().tikv()));
        boolean known = parts.size() == all;
        if (wanted.size() > 1 || (known && !wanted.contains(owners.size()))) {
            findings.add(Finding.fault(
                    "stores",
                    Integer.toString(owners.size()),
                    "are in these parts, but the TiDB cluster had " + wanted,
                    "restore all members of one backup, and no others"));
        }
    }

    /** The pause of the original's backups is not known, nor that of its members in a mixed federation; ours have one. */
    private void pauses(List<Finding> findings) {
        Set<String> pauses = new TreeSet<>();
        List<ClusterName> silent = new ArrayList<>();
        parts.forEach((cluster, part) -> part.meta()
                .facts()
                .map(PauseFacts::pauseIdentity)
                .ifPresentOrElse(pauses::add, () -> silent.add(cluster)));
        if (pauses.size() > 1) {
            findings.add(Finding.fault(
                    "pause",
                    pauses.toString(),
                    "is not the same for all members, so their snapshots do not belong together",
                    "restore the members of one backup"));
        }
        if (!silent.isEmpty()) {
            findings.add(Finding.notice(
                    "pause",
                    "unknown",
                    "TiDB Operator took the parts of " + silent
                            + " and did not record which pause their snapshots belong to",
                    "see that all members are of one backup"));
        }
    }
}
