package io.brfed.examples;

import io.brfed.BackupBuilder;
import io.brfed.Federation;
import io.brfed.api.FederationListener;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.VolumeBackupManifest;
import io.brfed.plane.Cluster;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A {@code VolumeBackup} with its clusters.
 *
 * @param name the backup's name
 * @param clusters the clusters
 */
record BackupRun(String name, List<Cluster> clusters) implements ManifestRun {
    static BackupRun load(Path file, Kubeconfig kubeconfig) {
        VolumeBackupManifest manifest = VolumeBackupManifest.load(file);
        return new BackupRun(manifest.name().value(), manifest.clusters(kubeconfig));
    }

    @Override
    public String title() {
        return "backup '" + name + "'";
    }

    @Override
    public String plan(Cluster cluster) {
        String plan = "back up its volumes with snapshots, through Backup "
                + cluster.tidbCluster().namespace() + "/fed-" + name;
        return cluster.equals(clusters.get(0)) ? plan + "; it pauses region scheduling and GC for all" : plan;
    }

    @Override
    public String object(Cluster cluster) {
        Member member =
                new Member(OperationKind.BACKUP, new OperationName(name), cluster.name(), cluster.tidbCluster());
        Phase first = cluster.equals(clusters.get(0)) ? Phase.INITIALIZE : Phase.EXECUTE;
        return ManifestRun.preview(cluster, new MemberRequest(member, Optional.empty()), first);
    }

    @Override
    public List<Finding> check() {
        return builder().check();
    }

    @Override
    public Underway start(FederationListener listener) {
        return Underway.backup(builder().listener(listener).start());
    }

    private BackupBuilder builder() {
        return Federation.backup(clusters).named(name);
    }
}
