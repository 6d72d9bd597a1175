package io.brfed.k8s.internal.kubeconfig;

import static io.brfed.k8s.internal.kubeconfig.Certificates.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final int OK = 200;

    @TempDir
    private Path folder;

    private final Certificates own = Certificates.ofServer();
    private final Certificates client = Certificates.named("ann");
    private HttpsServer server;
    private volatile String seen = "";

    @BeforeEach
    void start() throws IOException {
        start(own);
    }

    private void start(Certificates certificate) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverAsking(client)) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setWantClientAuth(true);
            }
        });
        server.createContext("/", exchange -> {
            seen = peer((HttpsExchange) exchange);
            exchange.sendResponseHeaders(OK, -1);
            exchange.close();
        });
        server.start();
    }

    private static String peer(HttpsExchange exchange) {
        try {
            return exchange.getSSLSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void trustsTheAuthorityOfTheKubeconfig() {
        assertThat(send(cluster("certificate-authority-data: " + base64(own.pem())), "{}"))
                .isEqualTo(OK);
        assertThat(seen).isEqualTo("nobody");
    }

    @Test
    void trustsTheAuthorityInAFile() {
        Kubeconfigs.write(folder.resolve("ca.pem"), own.pem());

        assertThat(send(cluster("certificate-authority: ca.pem"), "{}")).isEqualTo(OK);
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        String other = base64(Certificates.ofServer().pem());

        assertThatThrownBy(() -> send(cluster("certificate-authority-data: " + other), "{}"))
                .hasMessageContaining("SSLHandshakeException");
    }

    @Test
    void trustsAnybodyIfTheKubeconfigSaysSo() {
        assertThat(send(cluster("insecure-skip-tls-verify: true"), "{}")).isEqualTo(OK);
    }

    @Test
    void refusesAServerOfAnotherNameUnlessThatIsTheNameToCheck() throws IOException {
        server.stop(0);
        Certificates elsewhere = Certificates.named("api.example.com");
        start(elsewhere);
        String authority = "certificate-authority-data: " + base64(elsewhere.pem());

        assertThatThrownBy(() -> send(cluster(authority), "{}")).hasMessageContaining("not verified");
        assertThat(send(cluster(authority + ", tls-server-name: api.example.com"), "{}"))
                .isEqualTo(OK);
    }

    @Test
    void showsTheClientCertificateOfTheKubeconfig() {
        String user = "{client-certificate-data: %s, client-key-data: %s}"
                .formatted(base64(client.pem()), base64(client.keyPem()));

        send(cluster("insecure-skip-tls-verify: true"), user);

        assertThat(seen).isEqualTo("CN=ann");
    }

    @Test
    void showsTheClientCertificateOfFiles() {
        Kubeconfigs.write(folder.resolve("ann.pem"), client.pem());
        Kubeconfigs.write(folder.resolve("ann.key"), client.keyPem());

        send(
                cluster("certificate-authority-data: " + base64(own.pem())),
                "{client-certificate: ann.pem, client-key: ann.key}");

        assertThat(seen).isEqualTo("CN=ann");
    }

    @Test
    void showsTheClientCertificateOfAPlugin() {
        Kubeconfigs.plugin(
                folder,
                Kubeconfigs.printing("{\"clientCertificateData\": \"%s\", \"clientKeyData\": \"%s\"}"
                        .formatted(escaped(client.pem()), escaped(client.keyPem()))));

        send(cluster("insecure-skip-tls-verify: true"), Kubeconfigs.exec("./plugin"));

        assertThat(seen).isEqualTo("CN=ann");
    }

    @Test
    void showsARotatedClientCertificateWithTheNextRequest_A8() {
        Kubeconfigs.write(folder.resolve("ann.pem"), own.pem());
        Kubeconfigs.write(folder.resolve("ann.key"), own.keyPem());
        Path file = Kubeconfigs.with(
                folder,
                cluster("insecure-skip-tls-verify: true"),
                "{client-certificate: ann.pem, client-key: ann.key}");
        ContextClients clients = ContextClients.of(KubeconfigSource.of(file), "k", Duration.ofSeconds(5));
        clients.current();

        Kubeconfigs.write(folder.resolve("ann.pem"), client.pem());
        Kubeconfigs.write(folder.resolve("ann.key"), client.keyPem());
        EchoServer.send(clients.current(), "/version");

        assertThat(seen).isEqualTo("CN=ann");
    }

    @Test
    void reportsACertificateWithoutItsKey() {
        assertThatThrownBy(() -> send(
                        cluster("insecure-skip-tls-verify: true"),
                        "{client-certificate-data: " + base64(client.pem()) + "}"))
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("client certificate or its key");
    }

    @Test
    void reportsAnAuthorityThatIsNoCertificate() {
        assertThatThrownBy(() -> send(cluster("certificate-authority-data: " + base64("s3cr3t")), "{}"))
                .isInstanceOf(UnusableContextException.class)
                .hasMessageContaining("certificate authority")
                .hasMessageNotContaining("s3cr3t");
    }

    private int send(String cluster, String user) {
        Path file = Kubeconfigs.with(folder, cluster, user);
        ContextClients clients = ContextClients.of(KubeconfigSource.of(file), "k", Duration.ofSeconds(10));
        return EchoServer.send(clients.current(), "/version");
    }

    private String cluster(String fields) {
        return "{server: 'https://127.0.0.1:" + server.getAddress().getPort() + "', " + fields + "}";
    }

    private static String escaped(String pem) {
        return pem.replace("\n", "\\n");
    }
}
