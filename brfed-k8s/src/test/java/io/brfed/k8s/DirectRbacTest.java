package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.ProviderException;
import io.brfed.k8s.internal.PlaneRight;
import io.brfed.k8s.internal.discovery.AccessRights;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.spi.ClusterAccess;
import io.brfed.spi.ClusterInventory.Operator;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectRbacTest {
    private AccessFixture fixture = AccessFixture.v1();

    @AfterEach
    void close() {
        fixture.close();
    }

    private ClusterAccess access(Operator operator) {
        if (operator == Operator.V2) {
            fixture.close();
            fixture = AccessFixture.v2();
        }
        return KubernetesClusterAccess.on(fixture.cluster()).operator(operator).build();
    }

    private List<Finding> missing(ClusterAccess access) {
        return fixture.await(access.checkRights(AccessFixture.TIDB_CLUSTER, AccessFixture.LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void discoveryAsksForExactlyWhatTheManifestGrants(Operator operator) {
        ClusterAccess access = access(operator);
        allow(AccessRights.of(Set.of(operator)).stream());
        fixture.patch("persistentvolumeclaims", fixture.objects().claim(1), "{\"metadata\":{\"labels\":null}}");

        assertThat(fixture.await(access.discover(AccessFixture.TIDB_CLUSTER, AccessFixture.LIMIT))
                        .findings())
                .isEmpty();

        assertThat(asked())
                .containsExactlyInAnyOrderElementsOf(granted(
                        DirectRbac.forServiceAccount("tidb-admin", "member").operator(operator)));
        assertThat(fixture.server().requests().all()).noneMatch(request -> request.status() == 403);
    }

    @ParameterizedTest
    @EnumSource
    void theRequiredRightsAreEnough(Operator operator) {
        ClusterAccess access = access(operator);
        allow(AccessRights.of(Set.of(operator)).stream().filter(PlaneRight::required));

        assertThat(fixture.await(access.discover(AccessFixture.TIDB_CLUSTER, AccessFixture.LIMIT))
                        .stores())
                .hasSize(3);
        assertThat(missing(access)).isNotEmpty().allMatch(finding -> finding.severity() == Finding.Severity.NOTICE);
    }

    @ParameterizedTest
    @EnumSource
    void rolesOfOneOperatorAreEnoughToFindOutWhichItIs(Operator operator) {
        access(operator);
        allow(AccessRights.of(Set.of(operator)).stream());

        assertThat(fixture.discover().operator()).isEqualTo(operator);
        assertThat(missing(fixture.access())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachMissingRightIsSaid(Operator operator) {
        ClusterAccess access = access(operator);
        fixture.server().access().denyAll();

        assertThat(missing(access))
                .extracting(Finding::value)
                .containsExactlyInAnyOrderElementsOf(AccessRights.of(Set.of(operator)).stream()
                        .flatMap(right -> right.verbs().stream()
                                .map(verb -> verb + " " + right.resource()
                                        + (right.group().isEmpty() ? "" : "." + right.group())))
                        .toList());
    }

    @Test
    void aRightForAnotherNamespaceIsNotEnough() {
        fixture.server().access().deny("get", "pingcap.com", "tidbclusters", "tidb");

        assertThat(missing(fixture.access()))
                .singleElement()
                .asString()
                .contains("get tidbclusters.pingcap.com", "namespace tidb", "DirectRbac");
        assertThatThrownBy(fixture::discover)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(ProviderException.Fault.REFUSED))
                .hasMessageContaining("tidbclusters");
    }

    @Test
    void saysThatRightsCannotBeAskedFor() {
        fixture.server().faults().forbid(Verb.CREATE, "selfsubjectaccessreviews");

        assertThat(missing(fixture.access())).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.NOTICE);
            assertThat(finding.problem()).contains("cannot be asked for");
        });
    }

    @Test
    void aServerInTroubleIsNoAnswerAboutRights() {
        fixture.server()
                .faults()
                .on(Verb.CREATE, "selfsubjectaccessreviews")
                .always()
                .fail(500);

        assertThatThrownBy(() -> missing(fixture.access()))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(ProviderException.Fault.RETRY));
    }

    @Test
    void rightsInNamespacesAreRolesThereAndAClusterRoleForVolumes() {
        List<JsonNode> documents = Yaml.documents(DirectRbac.forServiceAccount("tidb-admin", "member")
                .namespaces("east", "west")
                .minimal()
                .yaml());

        assertThat(documents)
                .extracting(document -> document.path("kind").asText() + " "
                        + document.path("metadata").path("name").asText() + " "
                        + document.path("metadata").path("namespace").asText())
                .containsExactly(
                        "Role brfed-direct-plane east",
                        "RoleBinding brfed-direct-plane east",
                        "Role brfed-direct-plane west",
                        "RoleBinding brfed-direct-plane west",
                        "ClusterRole brfed-direct-plane-volumes ",
                        "ClusterRoleBinding brfed-direct-plane-volumes ");
        assertThat(granted(documents.get(4))).containsExactly("get  persistentvolumes");
    }

    @Test
    void everyRightIsOnlyForReading() {
        assertThat(AccessRights.of(Set.of(Operator.values())))
                .allSatisfy(right -> assertThat(right.verbs()).isSubsetOf("get", "list", "watch"));
    }

    @Test
    void refusesNamesThatKubernetesDoesNotAccept() {
        assertThatThrownBy(() -> DirectRbac.forServiceAccount("a", "b\nrules: []"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DirectRbac.forServiceAccount("a", "b").namespaces())
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void allow(Stream<PlaneRight> rights) {
        fixture.server().access().denyAll();
        rights.forEach(right -> right.verbs()
                .forEach(verb -> fixture.server()
                        .access()
                        .allow(verb, right.group(), right.resource(), right.namespaced() ? "tidb" : "")));
    }

    private Set<String> asked() {
        return fixture.server().requests().all().stream()
                .map(DirectRbacTest::words)
                .collect(Collectors.toSet());
    }

    private static String words(RecordedRequest request) {
        return request.verb().word() + " " + request.group() + " " + request.resource();
    }

    private static Set<String> granted(DirectRbac rbac) {
        return granted(Yaml.documents(rbac.yaml()).get(0));
    }

    private static Set<String> granted(JsonNode role) {
        return role.path("rules").findParents("verbs").stream()
                .flatMap(rule -> Stream.iterate(0, i -> i < rule.path("verbs").size(), i -> i + 1)
                        .map(i -> rule.path("verbs").get(i).asText() + " "
                                + rule.path("apiGroups").get(0).asText() + " "
                                + rule.path("resources").get(0).asText()))
                .collect(Collectors.toSet());
    }
}
