package io.brfed.k8s;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.k8s.internal.Json;
import io.brfed.plane.Cluster;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Three embedded clusters in one kubeconfig, and what a manifest makes in them. */
final class ManifestFixture implements AutoCloseable {
    static final List<String> NAMES = List.of("k8s-a", "k8s-b", "k8s-c");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<EmbeddedKubernetes> servers;
    private final Kubeconfig kubeconfig;

    ManifestFixture(Path folder) {
        servers = NAMES.stream()
                .map(name -> EmbeddedKubernetes.named(name).namespaces("tidb").start())
                .toList();
        Path file = folder.resolve("kubeconfig");
        try {
            Files.writeString(file, EmbeddedKubernetes.kubeconfig(servers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kubeconfig = Kubeconfig.load(file);
    }

    Kubeconfig kubeconfig() {
        return kubeconfig;
    }

    EmbeddedKubernetes server(String name) {
        return servers.get(NAMES.indexOf(name));
    }

    /** The object that the data plane of a cluster asks its server to create for the first phase of an operation. */
    ObjectNode created(OperationKind kind, OperationName name, List<Cluster> clusters, String cluster) {
        Cluster wanted = clusters.stream()
                .filter(candidate -> candidate.name().value().equals(cluster))
                .findFirst()
                .orElseThrow();
        Declaration declaration = Declaration.of(
                new MemberRequest(new Member(kind, name, wanted.name(), wanted.tidbCluster()), Optional.empty()),
                kind == OperationKind.RESTORE
                        ? Phase.RESTORE_VOLUME
                        : wanted.equals(clusters.get(0)) ? Phase.INITIALIZE : Phase.EXECUTE,
                stamp(kind, name, clusters),
                Declaration.Creation.PERMITTED);
        wanted.plane().declare(declaration, LIMIT).toCompletableFuture().join();
        String resource = kind == OperationKind.BACKUP ? "backups" : "restores";
        List<RecordedRequest> creations = server(cluster).requests().of(Verb.CREATE, resource);
        return parsed(creations.get(creations.size() - 1).body());
    }

    static Stamp stamp(OperationKind kind, OperationName name, List<Cluster> clusters) {
        return new Stamp(
                new OperationId("op-1"),
                kind,
                name,
                "digest",
                clusters.stream().map(Cluster::placement).toList(),
                clusters.get(0).name(),
                clusters.get(0).name(),
                Instant.parse("2026-11-22T03:00:00Z"),
                Deadlines.defaults(kind),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
    }

    static ObjectNode parsed(String json) {
        try {
            return Json.read(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kubeconfig.close();
        servers.forEach(EmbeddedKubernetes::close);
    }
}
