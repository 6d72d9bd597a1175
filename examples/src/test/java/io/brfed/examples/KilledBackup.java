package io.brfed.examples;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.k8s.Kubeconfig;
import io.brfed.plane.Cluster;
import io.brfed.spi.PdClient;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.StorePreparation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that backs up by the direct plane, and stands still at one step so that it can be killed there. */
final class KilledBackup {
    /** What it prints when it has got to its step. */
    static final String REACHED = "reached ";

    static final String NAME = "nightly";
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(8);

    private KilledBackup() {}

    /** The command line: the step, the kubeconfig, EC2's and S3's endpoint, PD's URLs. */
    static List<String> arguments(KillStep step, Path kubeconfig, LoopbackTidb.Addresses addresses) {
        return List.of(
                step.name(),
                kubeconfig.toString(),
                addresses.ec2().toString(),
                addresses.s3().toString(),
                String.join(",", addresses.pd()));
    }

    public static void main(String[] arguments) {
        KillStep step = KillStep.valueOf(arguments[0]);
        LoopbackTidb.Addresses addresses = new LoopbackTidb.Addresses(
                Arrays.asList(arguments[4].split(",", -1)), URI.create(arguments[2]), URI.create(arguments[3]));
        Standstill standstill = new Standstill(step);
        try (Kubeconfig kubeconfig = Kubeconfig.load(Path.of(arguments[1]));
                DirectClients clients = DirectClients.to(addresses, kubeconfig)) {
            System.out.println(
                    Federation.backup(clusters(clients, standstill)).named(NAME).execute());
        }
    }

    private static List<Cluster> clusters(DirectClients clients, Standstill standstill) {
        PdClient pd = Intercepted.of(PdClient.class, clients.pd(), standstill);
        StorePreparation stores = Intercepted.of(StorePreparation.class, clients.stores(), standstill);
        SnapshotProvider snapshots = Intercepted.of(SnapshotProvider.class, clients.snapshots(), standstill);
        DirectPlanes planes = planes(pd, stores);
        return LoopbackClusters.NAMES.stream()
                .map(name -> Cluster.named(name)
                        .namespace(LoopbackClusters.NAMESPACE)
                        .tidbCluster(LoopbackClusters.TIDB_CLUSTER)
                        .on(planes.in(name, clients.access(name), snapshots, clients.storage())))
                .toList();
    }

    static DirectPlanes planes(PdClient pd, StorePreparation stores) {
        return DirectPlanes.of(pd, stores)
                .timeToLive(TIME_TO_LIVE)
                .poll(Duration.ofMillis(500))
                .build();
    }

    /** Counts what happens, and lets the thread that gets to the step go no further. */
    private static final class Standstill implements Intercepted.Watcher {
        private final KillStep step;
        private final CountDownLatch never = new CountDownLatch(1);
        private int leases;
        private int seen;

        Standstill(KillStep step) {
            this.step = step;
        }

        @Override
        public void called(String method) {
            happened(KillStep.When.CALLED, method);
        }

        @Override
        public void answered(String method) {
            happened(KillStep.When.ANSWERED, method);
        }

        private void happened(KillStep.When when, String method) {
            if (isIt(when, method)) {
                System.out.println(REACHED + step);
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized boolean isIt(KillStep.When when, String method) {
            if (when == KillStep.When.ANSWERED && method.equals("lease")) {
                leases++;
            }
            boolean counts = when == step.when && method.equals(step.method) && leases >= step.afterLeases;
            return counts && ++seen == step.times;
        }
    }
}
