package io.brfed.examples;

import io.brfed.Federation;
import io.brfed.RestoreBuilder;
import io.brfed.api.BackupLocation;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.VolumeRestoreManifest;
import io.brfed.plane.Cluster;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code VolumeRestore} with its clusters.
 *
 * @param name the restore's name
 * @param clusters the clusters
 * @param sources where each cluster's part of the backup lies
 */
record RestoreRun(String name, List<Cluster> clusters, Map<String, BackupLocation> sources) implements ManifestRun {
    static RestoreRun load(Path file, Kubeconfig kubeconfig) {
        VolumeRestoreManifest manifest = VolumeRestoreManifest.load(file);
        return new RestoreRun(manifest.name().value(), manifest.clusters(kubeconfig), manifest.sources());
    }

    @Override
    public String title() {
        return "restore '" + name + "'";
    }

    @Override
    public String plan(Cluster cluster) {
        return "restore its volumes from " + sources.get(cluster.name().value()) + ", through Restore "
                + cluster.tidbCluster().namespace() + "/fed-" + name;
    }

    @Override
    public String object(Cluster cluster) {
        Member member =
                new Member(OperationKind.RESTORE, new OperationName(name), cluster.name(), cluster.tidbCluster());
        Optional<BackupLocation> source =
                Optional.ofNullable(sources.get(cluster.name().value()));
        return ManifestRun.preview(cluster, new MemberRequest(member, source), Phase.RESTORE_VOLUME);
    }

    @Override
    public List<Finding> check() {
        return builder().check();
    }

    @Override
    public Underway start(FederationListener listener) {
        return Underway.restore(builder().listener(listener).start());
    }

    private RestoreBuilder builder() {
        return Federation.restore(sources).into(clusters).named(name);
    }
}
