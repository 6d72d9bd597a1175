package io.brfed.k8s.internal.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    private Path folder;

    private final EchoServer server = new EchoServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsTheToken() {
        assertThat(server.authorizationOf(clients("{token: abc}").current())).isEqualTo("Bearer abc");
    }

    @Test
    void sendsTheTokenOfAFileBesideTheKubeconfig() {
        Kubeconfigs.write(folder.resolve("token.txt"), "abc\n");

        assertThat(server.authorizationOf(clients("{tokenFile: token.txt}").current()))
                .isEqualTo("Bearer abc");
    }

    @Test
    void prefersTheTokenFileToTheToken() {
        Kubeconfigs.write(folder.resolve("token.txt"), "fresh");

        assertThat(server.authorizationOf(
                        clients("{token: stale, tokenFile: token.txt}").current()))
                .isEqualTo("Bearer fresh");
    }

    @Test
    void usesTheTokenWhileTheTokenFileIsMissing() {
        assertThat(server.authorizationOf(
                        clients("{token: abc, tokenFile: token.txt}").current()))
                .isEqualTo("Bearer abc");
    }

    @Test
    void reportsATokenFileThatIsMissing() {
        ContextClients clients = clients("{tokenFile: token.txt}");

        assertThatThrownBy(clients::current)
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("token.txt");
    }

    @Test
    void sendsNameAndPassword() {
        assertThat(server.authorizationOf(
                        clients("{username: ann, password: 'p w '}").current()))
                .isEqualTo(okhttp3.Credentials.basic("ann", "p w "));
    }

    @Test
    void sendsNothingForAUserWithoutCredentials() {
        assertThat(server.headersOf(clients("{}").current())).doesNotContainKey("Authorization");
    }

    @Test
    void asksToActAsSomebodyElse() {
        ApiClient client = clients("{token: abc, as: bob, as-groups: [x, y]}").current();

        assertThat(server.headersOf(client))
                .containsEntry("Impersonate-user", List.of("bob"))
                .containsEntry("Impersonate-group", List.of("x", "y"));
    }

    @Test
    void usesANewTokenAsSoonAsTheKubeconfigHasChanged_A8() {
        ContextClients clients = clients("{token: old}");
        server.authorizationOf(clients.current());

        Kubeconfigs.withUser(folder, server.url(), "{token: brand-new}");

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer brand-new");
    }

    @Test
    void usesANewTokenAsSoonAsItsFileHasChanged_A8() {
        Kubeconfigs.write(folder.resolve("token.txt"), "old");
        ContextClients clients = clients("{tokenFile: token.txt}");
        server.authorizationOf(clients.current());

        Kubeconfigs.write(folder.resolve("token.txt"), "brand-new");

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer brand-new");
    }

    @Test
    void followsAMountedFileThatIsReplacedByMovingALink_A8() throws IOException {
        Files.createDirectory(folder.resolve("v1"));
        Files.createDirectory(folder.resolve("v2"));
        Kubeconfigs.write(folder.resolve("v1/token"), "old");
        Kubeconfigs.write(folder.resolve("v2/token"), "new");
        Files.createSymbolicLink(folder.resolve("data"), folder.resolve("v1"));
        Files.setLastModifiedTime(folder.resolve("v2/token"), Files.getLastModifiedTime(folder.resolve("v1/token")));
        ContextClients clients = clients("{tokenFile: data/token}");
        server.authorizationOf(clients.current());

        Files.delete(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data"), folder.resolve("v2"));

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer new");
    }

    @Test
    void keepsTheLastTokenWhileItsFileIsAway() throws IOException {
        Kubeconfigs.write(folder.resolve("token.txt"), "abc");
        ContextClients clients = clients("{tokenFile: token.txt}");
        server.authorizationOf(clients.current());

        Files.delete(folder.resolve("token.txt"));

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer abc");
    }

    @Test
    void followsAServerThatHasMoved_A8() {
        ContextClients clients = clients("{token: abc}");
        clients.current();

        try (EchoServer moved = new EchoServer()) {
            Kubeconfigs.withUser(folder, moved.url() + "/k8s/clusters/c-1/", "{token: abc}");

            assertThat(moved.authorizationOf(clients.current())).isEqualTo("Bearer abc");
            assertThat(moved.path()).isEqualTo("/k8s/clusters/c-1/version");
        }
    }

    @Test
    void keepsItsClientWhileNothingHasChanged() {
        ContextClients clients = clients("{token: abc}");

        assertThat(clients.current()).isSameAs(clients.current());
    }

    @Test
    void keepsItsConnectionsWhenOnlyTheTokenHasChanged() {
        ContextClients clients = clients("{token: old}");
        ApiClient before = clients.current();
        Kubeconfigs.withUser(folder, server.url(), "{token: brand-new}");

        ApiClient after = clients.current();

        assertThat(after).isNotSameAs(before);
        assertThat(after.getHttpClient().connectionPool())
                .isSameAs(before.getHttpClient().connectionPool());
    }

    @Test
    void keepsTheLastReadableKubeconfigWhileItIsBroken() {
        ContextClients clients = clients("{token: abc}");
        clients.current();

        Kubeconfigs.write(folder.resolve("kubeconfig"), "contexts: [");

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer abc");
    }

    @Test
    void reportsAContextThatHasVanished() {
        ContextClients clients = clients("{token: abc}");
        clients.current();

        Kubeconfigs.write(folder.resolve("kubeconfig"), "contexts: []");

        assertThatThrownBy(clients::current)
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("'k'")
                .hasMessageContaining("is not a context");
    }

    @Test
    void goesThroughTheProxy() {
        Path file = Kubeconfigs.with(
                folder, "{server: 'http://unknown.invalid', proxy-url: '" + server.url() + "'}", "{token: abc}");
        ContextClients clients = ContextClients.of(KubeconfigSource.of(file), "k", Duration.ofSeconds(5));

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer abc");
        assertThat(server.path()).isEqualTo("http://unknown.invalid/version");
    }

    @Test
    void aTokenThatIsNoHeaderDoesNotAppearInTheError() {
        ContextClients clients = clients("{token: \"s3c\\nr3t\"}");

        assertThatThrownBy(() -> server.authorizationOf(clients.current()))
                .satisfies(error -> assertThat(error.toString()).doesNotContain("s3c"));
    }

    private ContextClients clients(String user) {
        Path file = Kubeconfigs.withUser(folder, server.url(), user);
        return ContextClients.of(KubeconfigSource.of(file), "k", Duration.ofSeconds(5));
    }
}
