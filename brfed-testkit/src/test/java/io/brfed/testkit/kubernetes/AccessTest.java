package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectAccessReviewSpec;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReview;
import io.kubernetes.client.openapi.models.V1SelfSubjectRulesReviewSpec;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final String BACKUPS = "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups";

    private final EmbeddedKubernetes server = Clients.server();
    private final AuthorizationV1Api authorization = new AuthorizationV1Api(Clients.client(server));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void everythingIsAllowedAtFirst() throws ApiException {
        assertThat(mayCreateLeasesIn("tidb")).isTrue();
        assertThat(Http.get(server, BACKUPS).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeniedRequestIs403AndSaysWhatIsMissing() {
        server.access().deny("list", "pingcap.com", "backups", "tidb");

        var response = Http.get(server, BACKUPS);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body())
                .contains("\"reason\":\"Forbidden\"", "cannot list resource \\\"backups\\\"")
                .contains("in API group \\\"pingcap.com\\\" in the namespace \\\"tidb\\\"");
    }

    @Test
    void theLastRuleThatMatchesDecides() {
        server.access().denyAll().allow("list", "pingcap.com", "*", "*");

        assertThat(Http.get(server, BACKUPS).statusCode()).isEqualTo(200);
        assertThat(Http.get(server, BACKUPS + "?watch=true").statusCode()).isEqualTo(403);
    }

    @Test
    void aRuleForOneNamespaceDoesNotReachAllNamespaces() {
        server.access().denyAll().allow("list", "pingcap.com", "backups", "tidb");

        assertThat(Http.get(server, BACKUPS).statusCode()).isEqualTo(200);
        assertThat(Http.get(server, "/apis/pingcap.com/v1alpha1/backups").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSubresourceHasRightsOfItsOwn() {
        server.objects()
                .create("{\"apiVersion\": \"example.com/v1\", \"kind\": \"Widget\","
                        + " \"metadata\": {\"name\": \"w\", \"namespace\": \"tidb\"}}");
        server.access().deny("get", "example.com", "widgets/status", "*");
        String widget = "/apis/example.com/v1/namespaces/tidb/widgets/w";

        assertThat(Http.get(server, widget).statusCode()).isEqualTo(200);
        assertThat(Http.get(server, widget + "/status").statusCode()).isEqualTo(403);
    }

    @Test
    void anAccessReviewAnswersByTheRules() throws ApiException {
        server.access().deny("create", "coordination.k8s.io", "leases", "tidb");

        assertThat(mayCreateLeasesIn("tidb")).isFalse();
        assertThat(mayCreateLeasesIn("other")).isTrue();
    }

    @Test
    void aRulesReviewListsWhatIsAllowed() throws ApiException {
        server.access().denyAll().allow("get", "pingcap.com", "backups", "tidb");

        var status = authorization
                .createSelfSubjectRulesReview(
                        new V1SelfSubjectRulesReview().spec(new V1SelfSubjectRulesReviewSpec().namespace("tidb")))
                .execute()
                .getStatus();

        assertThat(status.getIncomplete()).isFalse();
        assertThat(status.getResourceRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getVerbs()).containsExactly("get");
            assertThat(rule.getResources()).containsExactly("backups");
        });
    }

    @Test
    void aMissingTokenIs401WhereOneIsDemanded() {
        server.faults().requireToken("t1");

        var response = Http.get(server, BACKUPS);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("\"reason\":\"Unauthorized\"");
    }

    @Test
    void anExpiredTokenIs401AndTheNextOneIsAccepted() {
        server.faults().requireToken("t1");
        assertThat(statusWith("t1")).isEqualTo(200);

        server.faults().requireToken("t2");
        server.faults().expireToken("t1");

        assertThat(statusWith("t1")).isEqualTo(401);
        assertThat(statusWith("t2")).isEqualTo(200);
    }

    @Test
    void theKubeconfigOfAServerLetsTheClientIn() throws IOException {
        server.faults().requireToken("t1");
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(server.kubeconfig("k8s-a")));

        var backups = Clients.backups(ClientBuilder.kubeconfig(config).build());

        assertThat(config.getCurrentContext()).isEqualTo("k8s-a");
        assertThat(backups.list("tidb").isSuccess()).isTrue();
    }

    @Test
    void aKubeconfigOfSeveralServersHasAContextForEach() {
        try (EmbeddedKubernetes second = EmbeddedKubernetes.named("k8s-b").start()) {
            String text = EmbeddedKubernetes.kubeconfig(List.of(server, second));
            KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(text));

            assertThat(config.setContext("k8s-b")).isTrue();
            assertThat(config.getServer()).isEqualTo(second.url());
        }
    }

    private int statusWith(String token) {
        return Http.send(Http.request(server, BACKUPS).header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private boolean mayCreateLeasesIn(String namespace) throws ApiException {
        var review = new V1SelfSubjectAccessReview()
                .spec(new V1SelfSubjectAccessReviewSpec()
                        .resourceAttributes(new V1ResourceAttributes()
                                .verb("create")
                                .group("coordination.k8s.io")
                                .resource("leases")
                                .namespace(namespace)));
        return authorization
                .createSelfSubjectAccessReview(review)
                .execute()
                .getStatus()
                .getAllowed();
    }
}
