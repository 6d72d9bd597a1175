package io.brfed.examples;

import io.brfed.DirectPlanes;
import io.brfed.k8s.Kubeconfig;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeSnapshot;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Three Kubernetes clusters with one store each, which outlive the processes that back them up. */
final class KillWorld implements AutoCloseable {
    private static final int STORES_EACH = 1;
    private static final long LOOK_MILLIS = 50;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final List<EmbeddedKubernetes> servers;
    private final LoopbackTidb tidb;
    private final TemporaryFolder folder = TemporaryFolder.create();
    private final Path file;
    private final Kubeconfig kubeconfig;
    private final DirectClients clients;

    private KillWorld(List<EmbeddedKubernetes> servers) {
        this.servers = servers;
        this.tidb = LoopbackTidb.start(servers, STORES_EACH);
        this.file = folder.write("kubeconfig", EmbeddedKubernetes.kubeconfig(servers));
        this.kubeconfig = Kubeconfig.load(file);
        this.clients = DirectClients.to(tidb.addresses(), kubeconfig);
    }

    static KillWorld start() {
        List<EmbeddedKubernetes> servers = new ArrayList<>();
        LoopbackClusters.NAMES.forEach(name -> servers.add(EmbeddedKubernetes.named(name)
                .namespaces(LoopbackClusters.NAMESPACE)
                .start()));
        return new KillWorld(servers);
    }

    /**
     * Starts a process, kills it when it has got to the step, at which something must be held, and waits until nothing of its
     * pause is left.
     *
     * @return how long that took
     */
    Duration killAt(KillStep step) {
        Process process = start(step);
        ScheduledExecutorService limit = Executors.newSingleThreadScheduledExecutor();
        try (BufferedReader output = process.inputReader()) {
            // A process that says nothing ends by this, and the wait for its line with it.
            Future<?> unused = limit.schedule(process::destroyForcibly, LONGEST.toSeconds(), TimeUnit.SECONDS);
            awaitLine(output, KilledBackup.REACHED + step);
            boolean held = !tidb.isUndisturbed();
            process.destroyForcibly();
            long killed = System.nanoTime();
            if (!held) {
                throw new AssertionError("nothing was held at " + step + ": " + tidb.findings());
            }
            awaitUndisturbed();
            return Duration.ofNanos(System.nanoTime() - killed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            limit.shutdownNow();
            process.destroyForcibly();
        }
    }

    private Process start(KillStep step) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-classpath",
                System.getProperty("java.class.path"),
                KilledBackup.class.getName()));
        command.addAll(KilledBackup.arguments(step, file, tidb.addresses()));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLine(BufferedReader output, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError(
                "within " + LONGEST + " the process ended, or was ended, without '" + wanted + "':\n" + read);
    }

    /** Looks again and again, because what runs out does so without telling anybody. */
    private void awaitUndisturbed() {
        CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> unused = looking.scheduleWithFixedDelay(
                    () -> {
                        if (tidb.isUndisturbed()) {
                            undisturbed.complete(true);
                        }
                    },
                    0,
                    LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
            undisturbed.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("still disturbed after " + LONGEST + ": " + tidb.findings(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            looking.shutdownNow();
        }
    }

    /** The members as the next process makes them. */
    List<Cluster> clusters() {
        DirectPlanes planes = KilledBackup.planes(clients.pd(), clients.stores());
        return LoopbackClusters.NAMES.stream()
                .map(name -> clients.cluster(name, planes))
                .toList();
    }

    List<FakeSnapshot> snapshots() {
        return tidb.ebs().snapshots();
    }

    boolean isUndisturbed() {
        return tidb.isUndisturbed();
    }

    @Override
    public void close() {
        clients.close();
        kubeconfig.close();
        folder.close();
        tidb.close();
        servers.forEach(EmbeddedKubernetes::close);
    }
}
