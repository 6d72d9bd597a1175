package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.ProviderException;
import io.brfed.k8s.internal.ApiAnswer;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.Limit;
import io.brfed.testkit.kubernetes.EmbeddedKubernetes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final EmbeddedKubernetes a = EmbeddedKubernetes.named("k8s-a").start();
    private final EmbeddedKubernetes b = EmbeddedKubernetes.named("k8s-b").start();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() {
        file = folder.resolve("kubeconfig");
        write(EmbeddedKubernetes.kubeconfig(List.of(a, b)));
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    @Test
    void makesEveryContextAClusterUnderItsName() {
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(kubeconfig.contexts()).containsExactly("k8s-a", "k8s-b");
            assertThat(kubeconfig.cluster("k8s-a").name()).isEqualTo("k8s-a");
            assertThat(get(kubeconfig, "k8s-b").ok()).isTrue();
            assertThat(b.requests().all()).hasSize(1);
            assertThat(a.requests().all()).isEmpty();
        }
    }

    @Test
    void handsOutOneClusterForEachContext() {
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(kubeconfig.cluster("k8s-a")).isSameAs(kubeconfig.cluster("k8s-a"));
        }
    }

    @Test
    void listsTheContextsThereAreWhenOneIsUnknown_A8() {
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThatThrownBy(() -> kubeconfig.cluster("k8s-z"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("'k8s-z'")
                    .hasMessageContaining("contexts: k8s-a, k8s-b");
        }
    }

    @Test
    void usesAContextThatWasAddedLater_A8() {
        write(EmbeddedKubernetes.kubeconfig(List.of(a)));
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            write(EmbeddedKubernetes.kubeconfig(List.of(a, b)));

            assertThat(kubeconfig.contexts()).containsExactly("k8s-a", "k8s-b");
            assertThat(get(kubeconfig, "k8s-b").ok()).isTrue();
        }
    }

    @Test
    void readsTheTokenAgainWhenItIsRefused_A8() throws IOException {
        a.faults().requireToken("token-1");
        write(a.kubeconfig("k8s-a"));
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(get(kubeconfig, "k8s-a").ok()).isTrue();

            // The same size and time, so that only the refusal can tell that it has changed.
            var written = Files.getLastModifiedTime(file);
            a.faults().requireToken("token-2");
            a.faults().expireToken("token-1");
            write(a.kubeconfig("k8s-a"));
            Files.setLastModifiedTime(file, written);

            assertThat(get(kubeconfig, "k8s-a").ok()).isTrue();
        }
    }

    @Test
    void runsThePluginAgainWhenItsTokenIsRefused_A8() throws IOException {
        a.faults().requireToken("token-1");
        Path token = Files.writeString(folder.resolve("token"), "token-1");
        write(plugin("sed 's/.*/{\"apiVersion\":\"client.authentication.k8s.io\\/v1\",\"kind\":\"ExecCredential\","
                + "\"status\":{\"token\":\"&\"}}/' " + token));
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(get(kubeconfig, "k8s-a").ok()).isTrue();

            a.faults().requireToken("token-2");
            a.faults().expireToken("token-1");
            Files.writeString(token, "token-2");

            assertThat(get(kubeconfig, "k8s-a").ok()).isTrue();
        }
    }

    @Test
    void endsARequestWhosePluginHangs() {
        write(plugin("sleep 20"));
        try (Kubeconfig kubeconfig =
                Kubeconfig.from(file).pluginTimeout(Duration.ofMillis(100)).load()) {
            assertThatThrownBy(() -> get(kubeconfig, "k8s-a"))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            error -> assertThat(error.fault()).isEqualTo(ProviderException.Fault.UNREACHABLE))
                    .hasMessageContaining("did not end within 100 ms");
        }
    }

    @Test
    void aBrokenContextDoesNotDisturbTheOthers() {
        write("""
                clusters:
                - {name: good, cluster: {server: '%s'}}
                - {name: bad, cluster: {server: 'no url'}}
                users:
                - {name: good, user: {}}
                - {name: gcp, user: {auth-provider: {name: gcp}}}
                - {name: number, user: {token: 12345}}
                contexts:
                - {name: bad-server, context: {cluster: bad, user: good}}
                - {name: no-cluster, context: {cluster: gone, user: good}}
                - {name: no-user, context: {cluster: good, user: gone}}
                - {name: old-login, context: {cluster: good, user: gcp}}
                - {name: number, context: {cluster: good, user: number}}
                - {name: fine, context: {cluster: good, user: good}}
                """.formatted(a.url()));
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(get(kubeconfig, "fine").ok()).isTrue();
            assertProblem(kubeconfig, "bad-server", "cluster 'bad': server 'no url' is no https or http URL");
            assertProblem(kubeconfig, "no-cluster", "cluster 'gone' is not in the kubeconfig");
            assertProblem(kubeconfig, "no-user", "user 'gone' is not in the kubeconfig");
            assertProblem(kubeconfig, "old-login", "auth-provider is not supported");
            assertProblem(kubeconfig, "number", "token must be text");
        }
    }

    @Test
    void unusablePluginsAreReportedWhenTheirContextIsUsed() {
        for (String exec : List.of(
                "{apiVersion: client.authentication.k8s.io/v1alpha1, command: x}",
                "{apiVersion: client.authentication.k8s.io/v1}",
                "{apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}",
                "{apiVersion: client.authentication.k8s.io/v1, command: x, env: [{value: y}]}")) {
            write(user("{exec: " + exec + "}"));
            try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
                assertProblem(kubeconfig, "k8s-a", "exec of user 'u'");
            }
        }
    }

    @Test
    void refusesAFileThatIsMissing() {
        assertThatThrownBy(() -> Kubeconfig.load(folder.resolve("nowhere")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void refusesAFileThatIsNoKubeconfigWithoutRepeatingIt() {
        for (String text : List.of("", "s3cr3t", "kind: Config\ntoken: s3cr3t", "a: [s3cr3t", "contexts: s3cr3t")) {
            write(text);

            assertThatThrownBy(() -> Kubeconfig.load(file))
                    .as(text)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("kubeconfig")
                    .hasMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void showsNoSecrets() {
        a.faults().requireToken("s3cr3t");
        write(a.kubeconfig("k8s-a"));
        try (Kubeconfig kubeconfig = Kubeconfig.load(file)) {
            assertThat(kubeconfig.toString()).contains("k8s-a").doesNotContain("s3cr3t");
            assertThat(kubeconfig.cluster("k8s-a").toString()).doesNotContain("s3cr3t");
        }
    }

    @Test
    void closesTheClustersItHandedOut() {
        Kubeconfig kubeconfig = Kubeconfig.load(file);
        KubernetesCluster cluster = kubeconfig.cluster("k8s-a");

        kubeconfig.close();
        kubeconfig.close();

        assertThatThrownBy(() -> get(cluster)).isInstanceOf(CompletionException.class);
        assertThatThrownBy(() -> kubeconfig.cluster("k8s-a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesTimeoutsThatAreNoTime() {
        assertThatThrownBy(() -> Kubeconfig.from(file).pluginTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pluginTimeout");
    }

    private static void assertProblem(Kubeconfig kubeconfig, String context, String problem) {
        assertThatThrownBy(() -> kubeconfig.cluster(context))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(context)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("12345");
    }

    private String plugin(String command) {
        return user("{exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [-c, "
                + new TextNode(command) + "]}}");
    }

    private String user(String user) {
        return """
                clusters: [{name: c, cluster: {server: '%s'}}]
                users: [{name: u, user: %s}]
                contexts: [{name: k8s-a, context: {cluster: c, user: u}}]
                """.formatted(a.url(), user);
    }

    private static ApiAnswer get(Kubeconfig kubeconfig, String context) {
        return get(kubeconfig.cluster(context));
    }

    private static ApiAnswer get(KubernetesCluster cluster) {
        return cluster.server()
                .send(
                        ApiRequest.get("/api/v1/namespaces/default"),
                        Limit.in(LIMIT, cluster.server().threads()))
                .toCompletableFuture()
                .join();
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
