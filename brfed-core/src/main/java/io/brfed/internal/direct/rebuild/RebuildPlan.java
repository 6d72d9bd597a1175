package io.brfed.internal.direct.rebuild;

import io.brfed.api.Finding;
import io.brfed.internal.direct.meta.MetaContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which volumes and objects one member's restore makes. Pods are numbered without gaps, in the order of the source, because
 * the TidbCluster that is restored into numbers its pods so. Immutable.
 *
 * @param volumes what can be made, by pod and name of volume; not all if a fault was found
 * @param findings what does not fit
 */
public record RebuildPlan(List<RebuiltVolume> volumes, List<Finding> findings) {
    /** Copies the lists. */
    public RebuildPlan {
        volumes = List.copyOf(volumes);
        findings = List.copyOf(findings);
    }

    /** The plan for what a backup's metadata says. */
    public static RebuildPlan of(MetaContent content, RebuildTarget target) {
        List<Finding> findings = new ArrayList<>();
        List<List<SourceVolume>> stores = new SourceVolumes(target.placement().cluster(), content, findings).read();
        if (findings.isEmpty()) {
            unequal(stores, target, findings);
        }
        return new RebuildPlan(numbered(stores, target, findings), findings);
    }

    private static List<RebuiltVolume> numbered(
            List<List<SourceVolume>> stores, RebuildTarget target, List<Finding> findings) {
        List<List<SourceVolume>> ordered = stores.stream()
                .filter(store -> !store.isEmpty())
                .sorted(Comparator.comparingInt(store -> store.get(0).name().ordinal()))
                .toList();
        List<RebuiltVolume> volumes = new ArrayList<>();
        for (int ordinal = 0; ordinal < ordered.size(); ordinal++) {
            for (SourceVolume source : ordered.get(ordinal)) {
                List<Finding> faults = VolumeObjects.check(source, target);
                findings.addAll(faults);
                if (faults.isEmpty()) {
                    volumes.add(new RebuiltVolume(source, ordinal, target));
                }
            }
        }
        return volumes;
    }

    /** Every pod of a StatefulSet has the same volumes, and its own. */
    private static void unequal(List<List<SourceVolume>> stores, RebuildTarget target, List<Finding> findings) {
        Set<Set<String>> kinds = stores.stream()
                .map(store -> store.stream()
                        .map(source -> source.name().volume())
                        .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
                .collect(Collectors.toSet());
        String cluster = target.placement().cluster().value();
        if (kinds.size() > 1 || kinds.contains(Set.<String>of())) {
            findings.add(Finding.fault(
                    "volumes of the stores",
                    cluster,
                    "differ from store to store: " + kinds,
                    "restore another backup; all pods of a TidbCluster have the same volumes"));
        }
        long pods = stores.stream()
                .flatMap(store -> store.stream().limit(1))
                .map(source -> source.name().ordinal())
                .distinct()
                .count();
        if (kinds.size() == 1 && pods < stores.size()) {
            findings.add(Finding.fault(
                    "stores",
                    cluster,
                    stores.size() + " have claims of only " + pods + " pods",
                    "restore another backup; two stores cannot share a pod"));
        }
    }
}
