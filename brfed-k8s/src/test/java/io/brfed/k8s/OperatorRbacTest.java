package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.k8s.internal.PlaneRight;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberState;
import io.brfed.plane.Subscription;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorRbacTest {
    private static final String JOB = "backup-fed-nightly-init";

    private final OperatorFixture fixture = new OperatorFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void thePlaneAsksForNothingButWhatTheTableHolds() {
        allow(PlaneRight.ALL.stream());

        wholeLife();

        assertThat(asked()).isSubsetOf(granted());
        assertThat(fixture.server().requests().all()).noneMatch(request -> request.status() == 403);
    }

    @Test
    void thePlaneUsesEveryRightOfTheTable() {
        allow(PlaneRight.ALL.stream());

        wholeLife();

        assertThat(asked()).containsExactlyInAnyOrderElementsOf(granted());
    }

    @Test
    void theRequiredRightsAreEnough() {
        allow(PlaneRight.ALL.stream().filter(PlaneRight::required));

        wholeLife();

        assertThat(fixture.server().objects().list("backups", "tidb")).isEmpty();
        assertThat(fixture.server().objects().list("restores", "tidb")).isEmpty();
    }

    @Test
    void theManifestGrantsExactlyTheTable() {
        List<JsonNode> documents = Yaml.documents(
                OperatorRbac.forServiceAccount("tidb-admin", "member").yaml());

        assertThat(documents)
                .extracting(document -> document.path("kind").asText())
                .containsExactly("ClusterRole", "ClusterRoleBinding");
        assertThat(granted(documents.get(0))).isEqualTo(granted());
    }

    @Test
    void theMinimalManifestLeavesTheOptionalRightsOut() {
        List<JsonNode> documents = Yaml.documents(
                OperatorRbac.forServiceAccount("tidb-admin", "member").minimal().yaml());

        assertThat(granted(documents.get(0)))
                .isEqualTo(granted(PlaneRight.ALL.stream().filter(PlaneRight::required)));
    }

    @Test
    void rightsInNamespacesAreRolesThereAndAClusterRoleForNodes() {
        List<JsonNode> documents = Yaml.documents(OperatorRbac.forServiceAccount("tidb-admin", "member")
                .namespaces("east", "west", "east")
                .yaml());

        assertThat(documents)
                .extracting(document -> document.path("kind").asText() + " "
                        + document.path("metadata").path("namespace").asText())
                .containsExactly(
                        "Role east",
                        "RoleBinding east",
                        "Role west",
                        "RoleBinding west",
                        "ClusterRole ",
                        "ClusterRoleBinding ");
        assertThat(granted(documents.get(0)))
                .isEqualTo(granted(PlaneRight.ALL.stream().filter(PlaneRight::namespaced)));
        assertThat(granted(documents.get(4))).containsExactly("get  nodes");
    }

    @Test
    void minimalRightsInNamespacesNeedNoClusterRole() {
        List<JsonNode> documents = Yaml.documents(OperatorRbac.forServiceAccount("tidb-admin", "member")
                .namespaces("east")
                .minimal()
                .yaml());

        assertThat(documents)
                .extracting(document -> document.path("kind").asText())
                .containsExactly("Role", "RoleBinding");
    }

    @Test
    void theManifestReadsLikeThis() {
        assertThat(OperatorRbac.forServiceAccount("tidb-admin", "member")
                        .namespaces("tidb")
                        .minimal()
                        .yaml())
                .isEqualTo("""
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: Role
                        metadata:
                          name: brfed-operator-plane
                          namespace: "tidb"
                        rules:
                        # required: the members of backups: declare phases, follow what they report, find others that are unfinished
                        - apiGroups: ["pingcap.com"]
                          resources: ["backups"]
                          verbs: ["get", "list", "watch", "create", "patch", "delete"]
                        # required: the members of restores, likewise
                        - apiGroups: ["pingcap.com"]
                          resources: ["restores"]
                          verbs: ["get", "list", "watch", "create", "patch", "delete"]
                        ---
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: RoleBinding
                        metadata:
                          name: brfed-operator-plane
                          namespace: "tidb"
                        roleRef:
                          apiGroup: rbac.authorization.k8s.io
                          kind: Role
                          name: brfed-operator-plane
                        subjects:
                        - kind: ServiceAccount
                          name: "member"
                          namespace: "tidb-admin"
                        """);
    }

    @Test
    void refusesNamesThatKubernetesDoesNotAccept() {
        assertThatThrownBy(() -> OperatorRbac.forServiceAccount("a", "b\nrules: []"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OperatorRbac.forServiceAccount("A", "b")).hasMessageContaining("'A'");
        assertThatThrownBy(() -> OperatorRbac.forServiceAccount("a", "b").namespaces())
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Everything that a control plane asks of the plane, for a backup that fails in the pause and for a restore. */
    private void wholeLife() {
        Operations backup = Operations.backup(fixture);
        fixture.await(backup.plane().check(backup.request(), Operations.LIMIT));
        claimed(backup);
        Subscription toldOfBackup = backup.plane().subscribe(backup.member(), () -> {});
        try {
            backup.executing();
            // A second operation takes the lease over where the first one's is given back or has run out.
            claimed(backup);
            startInitJob(backup);
            fixture.server().requests().await(1, request -> request.verb() == Verb.WATCH, Duration.ofSeconds(10));
            backup.observe(Freshness.CONFIRM);
            backup.failed().declare(Phase.RESUME);
            backup.failed().declare(Phase.TEARDOWN);
        } finally {
            toldOfBackup.close();
        }
        delete(backup);

        Operations restore = Operations.of(fixture, OperationKind.RESTORE, "drill");
        Subscription toldOfRestore = restore.plane().subscribe(restore.member(), () -> {});
        try {
            fixture.server()
                    .requests()
                    .await(
                            1,
                            request -> request.verb() == Verb.WATCH
                                    && request.resource().equals("restores"),
                            Duration.ofSeconds(10));
            restore.declare(Phase.RESTORE_VOLUME);
            restore.declare(Phase.RESTORE_DATA);
            restore.observe(Freshness.LIVE);
        } finally {
            toldOfRestore.close();
        }
        delete(restore);
    }

    private void claimed(Operations operation) {
        assertThat(fixture.await(operation
                        .plane()
                        .claim(operation.request(), operation.stamp().id(), Operations.LIMIT)))
                .isInstanceOfAny(Exclusion.Locked.class, Exclusion.Clear.class);
    }

    private void delete(Operations operation) {
        MemberState state = fixture.await(operation
                .plane()
                .delete(
                        new Deletion(operation.member(), operation.stamp().id(), Deletion.Contents.AS_RECORDED),
                        Operations.LIMIT));
        assertThat(state.presence()).isNotEqualTo(MemberState.Presence.LIVE);
        fixture.await(
                operation.plane().unclaim(operation.member(), operation.stamp().id(), Operations.LIMIT));
    }

    private void startInitJob(Operations backup) {
        String uid = fixture.object(backup.member()).at("/metadata/uid").asText();
        fixture.server().objects().create("""
                {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"%s","namespace":"tidb","ownerReferences":[
                 {"apiVersion":"pingcap.com/v1alpha1","kind":"Backup","name":"fed-nightly","uid":"%s","controller":true}]},
                 "spec":{},"status":{"active":1}}""".formatted(JOB, uid));
        fixture.server().objects().create("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"init-x","namespace":"tidb",
                 "labels":{"job-name":"%s"}},"spec":{"nodeName":"node-1"},
                 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""".formatted(JOB));
        fixture.server().objects().create("""
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-1"},
                 "status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        fixture.condition(backup.member(), "VolumeBackupSnapshotsCreated", "", Instant.now());
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
                .map(OperatorRbacTest::words)
                .collect(Collectors.toSet());
    }

    private static String words(RecordedRequest request) {
        String subresource = request.subresource().isEmpty() ? "" : "/" + request.subresource();
        return request.verb().word() + " " + request.group() + " " + request.resource() + subresource;
    }

    private static Set<String> granted() {
        return granted(PlaneRight.ALL.stream());
    }

    private static Set<String> granted(Stream<PlaneRight> rights) {
        return rights.flatMap(right ->
                        right.verbs().stream().map(verb -> verb + " " + right.group() + " " + right.resource()))
                .collect(Collectors.toSet());
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
