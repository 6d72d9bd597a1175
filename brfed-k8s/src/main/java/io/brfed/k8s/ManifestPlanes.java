package io.brfed.k8s;

import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.k8s.internal.manifest.ManifestDocument;
import io.brfed.plane.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Makes the clusters that a manifest names. */
final class ManifestPlanes {
    private ManifestPlanes() {}

    static List<Cluster> clusters(
            ManifestDocument document,
            Kubeconfig kubeconfig,
            BiFunction<ManifestDocument.Entry, OperatorDataPlane.Builder, OperatorDataPlane.Builder> settings) {
        List<Finding> faults = new ArrayList<>(document.faults());
        document.clusters().stream()
                .filter(entry -> !entry.cluster().isBlank())
                .flatMap(entry -> kubeconfig.problem(entry.path() + ".k8sClusterName", entry.cluster()).stream())
                .filter(found ->
                        faults.stream().noneMatch(known -> known.field().equals(found.field())))
                .toList()
                .forEach(faults::add);
        refuse(faults);
        return document.clusters().stream()
                .map(entry -> Cluster.named(entry.cluster())
                        .namespace(entry.text("tcNamespace"))
                        .tidbCluster(entry.text("tcName"))
                        .on(settings.apply(entry, OperatorDataPlane.on(kubeconfig.cluster(entry.cluster())))
                                .build()))
                .toList();
    }

    static void refuse(List<Finding> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
    }
}
