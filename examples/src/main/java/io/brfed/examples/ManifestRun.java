package io.brfed.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.Phase;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.OperatorDataPlane;
import io.brfed.plane.Cluster;
import io.brfed.plane.MemberRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A manifest of either kind, with its clusters: to be checked or started. */
sealed interface ManifestRun permits BackupRun, RestoreRun {
    /** Kind and name, for people. */
    String title();

    /** The member clusters. */
    List<Cluster> clusters();

    /** What would be done in one of them, for people. */
    String plan(Cluster cluster);

    /** The object that would be created in one of them, as YAML. */
    String object(Cluster cluster);

    /** Everything that would prevent it; changes nothing. */
    List<Finding> check();

    /** Begins it. */
    Underway start(FederationListener listener);

    /**
     * Reads a manifest.
     *
     * @throws InvalidRequestException if it cannot be read, or holds not exactly one of the two kinds, or has faults
     */
    static ManifestRun load(Path file, Kubeconfig kubeconfig) {
        Set<String> kinds = kinds(file);
        boolean backup = kinds.contains("VolumeBackup");
        if (backup == kinds.contains("VolumeRestore")) {
            String problem = backup ? "holds both kinds" : "holds neither a VolumeBackup nor a VolumeRestore";
            throw refused(file, problem + (kinds.isEmpty() ? "" : "; kinds in it: " + String.join(", ", kinds)));
        }
        return backup ? BackupRun.load(file, kubeconfig) : RestoreRun.load(file, kubeconfig);
    }

    /** What a cluster's plane, which a manifest always makes an operator plane, would create. */
    static String preview(Cluster cluster, MemberRequest request, Phase first) {
        if (cluster.plane() instanceof OperatorDataPlane plane) {
            return plane.preview(request, first);
        }
        throw new IllegalArgumentException(cluster + " is not on an operator plane but on " + cluster.plane());
    }

    private static Set<String> kinds(Path file) {
        Set<String> kinds = new TreeSet<>();
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            while (documents.hasNextValue()) {
                String kind = documents.nextValue().path("kind").asText();
                if (!kind.isEmpty()) {
                    kinds.add(kind);
                }
            }
            return kinds;
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + firstLine(e));
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason known");
    }

    private static InvalidRequestException refused(Path file, String problem) {
        return new InvalidRequestException(List.of(Finding.fault(
                "manifest", file.toString(), problem, "name a file with one VolumeBackup or one VolumeRestore")));
    }
}
