package io.brfed.k8s.internal.kubeconfig;

import static io.brfed.k8s.internal.kubeconfig.Kubeconfigs.exec;
import static io.brfed.k8s.internal.kubeconfig.Kubeconfigs.plugin;
import static io.brfed.k8s.internal.kubeconfig.Kubeconfigs.printing;
import static io.brfed.k8s.internal.kubeconfig.Kubeconfigs.runs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ExecPluginTest {
    @TempDir
    private Path folder;

    private final EchoServer server = new EchoServer();
    private final TestClock clock = new TestClock();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsTheTokenThatThePluginPrints() {
        plugin(folder, printing("{\"token\": \"abc\"}"));

        assertThat(server.authorizationOf(clients(exec("./plugin")).current())).isEqualTo("Bearer abc");
    }

    @Test
    void runsThePluginOnceAsLongAsItsTokenIsAccepted() {
        plugin(folder, printing("{\"token\": \"abc\"}"));
        ContextClients clients = clients(exec("./plugin"));

        clients.current();
        clock.advance(Duration.ofDays(100));
        clients.current();

        assertThat(runs(folder)).isEqualTo(1);
    }

    @Test
    void runsThePluginAgainWhenItsTokenHasExpired() {
        plugin(folder, printing("{\"token\": \"abc\", \"expirationTimestamp\": \"2026-11-22T03:10:00Z\"}"));
        ContextClients clients = clients(exec("./plugin"));

        clients.current();
        clock.advance(Duration.ofMinutes(9));
        clients.current();
        assertThat(runs(folder)).isEqualTo(1);

        clock.advance(Duration.ofMinutes(1));
        clients.current();
        assertThat(runs(folder)).isEqualTo(2);
    }

    @Test
    void runsThePluginAgainWhenItsTokenWasRefused_A8() {
        plugin(folder, printing("{\"token\": \"'\"$(wc -l < runs | tr -d ' ')\"'\"}"));
        ContextClients clients = clients(exec("./plugin", "args: []"));
        ApiClient refused = clients.current();

        ApiClient renewed = clients.renewed(refused);

        assertThat(server.authorizationOf(renewed)).isEqualTo("Bearer 2");
    }

    @Test
    void runsThePluginOnceForSeveralRefusalsOfTheSameToken() {
        plugin(folder, printing("{\"token\": \"'\"$(wc -l < runs | tr -d ' ')\"'\"}"));
        ContextClients clients = clients(exec("./plugin"));
        ApiClient refused = clients.current();

        clients.renewed(refused);
        clients.renewed(refused);

        assertThat(runs(folder)).isEqualTo(2);
    }

    @Test
    void givesThePluginItsArgumentsAndVariablesAndTheRequest() throws IOException {
        plugin(
                folder,
                "echo \"$1 $2 $ROLE\" > seen; echo \"$KUBERNETES_EXEC_INFO\" > request\n"
                        + printing("{\"token\": \"abc\"}"));
        String more = "args: [get-token, 'a b'], env: [{name: ROLE, value: admin}], provideClusterInfo: true";

        clients(exec("./plugin", more)).current();

        assertThat(folder.resolve("seen")).hasContent("get-token a b admin");
        assertThat(Files.readString(folder.resolve("request")))
                .contains("\"apiVersion\":\"client.authentication.k8s.io/v1\"")
                .contains("\"interactive\":false")
                .contains("\"server\":\"" + server.url() + "\"");
    }

    @Test
    void doesNotTellThePluginTheServerUnlessAskedTo() {
        plugin(folder, "echo \"$KUBERNETES_EXEC_INFO\" > request\n" + printing("{\"token\": \"abc\"}"));

        clients(exec("./plugin")).current();

        assertThat(folder.resolve("request")).content().doesNotContain(server.url());
    }

    @Test
    void aTokenInTheKubeconfigWinsOverThePlugin() {
        plugin(folder, printing("{\"token\": \"abc\"}"));
        String user = exec("./plugin").replaceFirst("\\{", "{token: own, ");

        assertThat(server.authorizationOf(clients(user).current())).isEqualTo("Bearer own");
        assertThat(runs(folder)).isZero();
    }

    @Test
    void readsTheVersionBeforeV1() {
        plugin(folder, printing("{\"token\": \"abc\"}").replace("/v1\"", "/v1beta1\""));

        assertThat(server.authorizationOf(clients(exec("./plugin").replace("io/v1,", "io/v1beta1,"))
                        .current()))
                .isEqualTo("Bearer abc");
    }

    @Test
    @Timeout(20)
    void endsAPluginThatTakesTooLong() {
        plugin(folder, "sleep 600");

        assertThatThrownBy(
                        () -> clients(exec("./plugin"), Duration.ofMillis(200)).current())
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("did not end within 200 ms")
                .hasMessageContaining("user 'u'");
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 600"));
    }

    @Test
    @Timeout(20)
    void doesNotWaitForWhatAPluginLeavesBehind() {
        plugin(folder, printing("{\"token\": \"abc\"}") + "\nsleep 20 2>/dev/null &");

        assertThat(server.authorizationOf(
                        clients(exec("./plugin"), Duration.ofSeconds(10)).current()))
                .isEqualTo("Bearer abc");
    }

    @Test
    @Timeout(20)
    void refusesOutputWithoutEnd() {
        plugin(folder, "yes");

        assertThatThrownBy(
                        () -> clients(exec("./plugin"), Duration.ofSeconds(10)).current())
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void reportsAPluginThatFailsWithoutItsArgumentsAndOutput() {
        plugin(folder, "echo s3cr3t; exit 3");

        assertThatThrownBy(() -> clients(exec("./plugin", "args: [s3cr3t], env: [{name: A, value: s3cr3t}]"))
                        .current())
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("ended with code 3")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void saysHowToInstallAPluginThatIsMissing() {
        assertThatThrownBy(() -> clients(exec("no-such-plugin-anywhere", "installHint: 'get it there'"))
                        .current())
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("'no-such-plugin-anywhere'")
                .hasMessageContaining("cannot be started")
                .hasMessageContaining("get it there");
    }

    @Test
    void refusesOutputThatIsNoCredentialWithoutRepeatingIt() {
        for (String printed : new String[] {
            "echo s3cr3t",
            "echo '{\"kind\": \"s3cr3t\"}'",
            printing("{\"token\": \"\"}"),
            printing("{\"clientCertificateData\": \"s3cr3t\"}"),
            printing("{\"token\": \"s3cr3t\", \"expirationTimestamp\": \"soon\"}"),
            printing("{\"token\": \"s3cr3t\"}").replace("/v1\"", "/v1alpha1\"")
        }) {
            plugin(folder, printed);

            assertThatThrownBy(() -> clients(exec("./plugin")).current())
                    .as(printed)
                    .isInstanceOf(UnusableContextException.class)
                    .hasMessageContaining("printed")
                    .hasMessageNotContaining("s3cr3t");
        }
    }

    @Test
    void aPluginThatFailsIsRunAgainAtTheNextRequest() {
        plugin(folder, "exit 1");
        ContextClients clients = clients(exec("./plugin"));
        assertThatThrownBy(clients::current).isInstanceOf(UnusableContextException.class);

        plugin(folder, printing("{\"token\": \"abc\"}"));

        assertThat(server.authorizationOf(clients.current())).isEqualTo("Bearer abc");
    }

    @Test
    @Timeout(30)
    void requestsThatWaitForTheSameRunShareItsFailure() throws Exception {
        plugin(folder, "while [ ! -f go ]; do sleep 0.05; done; exit 1");
        ContextClients clients = clients(exec("./plugin"), Duration.ofSeconds(20));
        AtomicInteger refused = new AtomicInteger();
        List<Thread> requests = Stream.generate(() -> new Thread(() -> {
                    try {
                        clients.current();
                    } catch (UnusableContextException e) {
                        refused.incrementAndGet();
                    }
                }))
                .limit(4)
                .toList();

        requests.forEach(Thread::start);
        while (requests.stream()
                        .filter(thread -> thread.getState() == Thread.State.BLOCKED)
                        .count()
                < 3) {
            Thread.onSpinWait();
        }
        Kubeconfigs.write(folder.resolve("go"), "");
        for (Thread request : requests) {
            request.join();
        }

        assertThat(refused).hasValue(4);
        assertThat(runs(folder)).isEqualTo(1);
    }

    private ContextClients clients(String user) {
        return clients(user, Duration.ofSeconds(10));
    }

    private ContextClients clients(String user, Duration limit) {
        Path file = Kubeconfigs.withUser(folder, server.url(), user);
        return ContextClients.of(KubeconfigSource.of(file), "k", limit, clock);
    }
}
