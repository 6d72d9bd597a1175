package io.brfed.examples;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.Operation;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationKind;
import io.brfed.api.RestoreReport;
import io.brfed.aws.EbsSnapshotProvider;
import io.brfed.aws.S3BackupStorage;
import io.brfed.k8s.Kubeconfig;
import io.brfed.k8s.KubernetesClusterAccess;
import io.brfed.k8s.OperatorDataPlane;
import io.brfed.k8s.OperatorStorage;
import io.brfed.plane.Cluster;
import io.brfed.tikv.TikvConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The Java code of the README, so that it compiles; what it says of tests is {@link NightlyTest}. */
final class ReadmeExamples {
    private ReadmeExamples() {}

    static void backup() {
        try (Kubeconfig kubeconfig = Kubeconfig.load(Path.of("kubeconfig.yaml"))) {
            OperatorStorage storage = OperatorStorage.s3("tidb-backups")
                    .region("us-west-2")
                    .prefix("prod")
                    .build();
            List<Cluster> clusters = Stream.of("k8s-a", "k8s-b", "k8s-c")
                    .map(name -> Cluster.named(name)
                            .namespace("tidb")
                            .tidbCluster("prod")
                            .on(OperatorDataPlane.on(kubeconfig.cluster(name))
                                    .storage(storage)
                                    .build()))
                    .toList();
            BackupReport backup = Federation.backup(clusters).execute();
            System.out.println(backup);
        }
    }

    static void directBackup(Kubeconfig kubeconfig) {
        try (TikvConnection tikv = TikvConnection.to("http://pd-0.example:2379").open();
                EbsSnapshotProvider ebs =
                        EbsSnapshotProvider.builder().region("us-west-2").build();
                S3BackupStorage s3 = S3BackupStorage.builder(new BackupLocation("s3://tidb-backups/prod"))
                        .region("us-west-2")
                        .build()) {
            DirectPlanes direct = DirectPlanes.of(tikv.pd(), tikv.stores()).build();
            List<Cluster> clusters = Stream.of("k8s-a", "k8s-b", "k8s-c")
                    .map(name -> Cluster.named(name)
                            .namespace("tidb")
                            .tidbCluster("prod")
                            .on(direct.in(
                                    name,
                                    KubernetesClusterAccess.on(kubeconfig.cluster(name))
                                            .build(),
                                    ebs,
                                    s3)))
                    .toList();
            Federation.backup(clusters).execute().orThrow();
        }
    }

    static void restore(BackupReport backup, List<Cluster> newClusters) {
        RestoreReport restored =
                Federation.restore(backup).into(newClusters).named("drill").execute();
        restored.orThrow();
    }

    static BackupReport moreThanTheDefaults(List<Cluster> clusters) {
        Operation<BackupReport> operation = Federation.backup(clusters)
                .named("nightly-2026-11-22")
                .initializer("k8s-b")
                .deadlines(Deadlines.defaults(OperationKind.BACKUP).withCompletion(Duration.ofHours(6)))
                .requireExclusive()
                .listener(event -> System.out.println(event))
                .start();
        BackupReport report = operation.await();
        return report;
    }
}
