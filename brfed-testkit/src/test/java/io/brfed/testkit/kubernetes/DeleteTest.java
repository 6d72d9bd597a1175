package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.V1DeleteOptions;
import io.kubernetes.client.openapi.models.V1Preconditions;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.DeleteOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeleteTest {

    private static final String FINALIZER = "tidb.pingcap.com/backup-protection";

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aDeletedObjectIsGone() {
        backups.create(Clients.backup("b"));

        assertThat(backups.delete("tidb", "b").isSuccess()).isTrue();
        assertThat(backups.get("tidb", "b").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void aMissingObjectIs404() {
        assertThat(backups.delete("tidb", "absent").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void anObjectWithAFinalizerStaysAndIsMarked() {
        backups.create(protectedBackup());

        assertThat(backups.delete("tidb", "b").isSuccess()).isTrue();

        DynamicKubernetesObject marked = backups.get("tidb", "b").getObject();
        assertThat(marked.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(marked.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void removingTheFinalizerByPutRemovesTheObject() {
        backups.create(protectedBackup());
        backups.delete("tidb", "b");
        DynamicKubernetesObject marked = backups.get("tidb", "b").getObject();
        marked.setMetadata(marked.getMetadata().finalizers(List.of()));

        backups.update(marked);

        assertThat(backups.get("tidb", "b").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void removingTheFinalizerByJsonPatchRemovesTheObject() {
        backups.create(protectedBackup());
        backups.delete("tidb", "b");

        backups.patch(
                "tidb",
                "b",
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                new V1Patch("[{\"op\": \"remove\", \"path\": \"/metadata/finalizers/0\"}]"));

        assertThat(backups.get("tidb", "b").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void aFinalizerCannotBeAddedWhileDeleting() {
        backups.create(protectedBackup());
        backups.delete("tidb", "b");

        var patched = backups.patch(
                "tidb",
                "b",
                V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                new V1Patch("{\"metadata\": {\"finalizers\": [\"" + FINALIZER + "\", \"example.com/late\"]}}"));

        assertThat(patched.getHttpStatusCode()).isEqualTo(422);
    }

    @Test
    void aWrongUidIs409AndTheObjectStays() {
        backups.create(Clients.backup("b"));
        DeleteOptions options = new DeleteOptions();
        options.setPreconditions(new V1Preconditions().uid("00000000-0000-0000-0000-000000000000"));

        assertThat(backups.delete("tidb", "b", options).getHttpStatusCode()).isEqualTo(409);
        assertThat(backups.get("tidb", "b").isSuccess()).isTrue();
    }

    @Test
    void theRightUidDeletes() {
        String uid =
                backups.create(Clients.backup("b")).getObject().getMetadata().getUid();
        DeleteOptions options = new DeleteOptions();
        options.setPreconditions(new V1Preconditions().uid(uid));

        assertThat(backups.delete("tidb", "b", options).isSuccess()).isTrue();
    }

    @Test
    void aStaleVersionIs409() {
        backups.create(Clients.backup("b"));
        DeleteOptions options = new DeleteOptions();
        options.setPreconditions(new V1Preconditions().resourceVersion("1"));

        assertThat(backups.delete("tidb", "b", options).getHttpStatusCode()).isEqualTo(409);
    }

    @Test
    void aCollectionIsDeletedBySelector() throws ApiException {
        backups.create(Clients.backupWithLabels("a", "{\"app\": \"a\"}"));
        backups.create(Clients.backupWithLabels("b", "{\"app\": \"b\"}"));

        new CustomObjectsApi(Clients.client(server))
                .deleteCollectionNamespacedCustomObject("pingcap.com", "v1alpha1", "tidb", "backups")
                .labelSelector("app=a")
                .body(new V1DeleteOptions())
                .execute();

        assertThat(server.objects().list("backups", "tidb"))
                .extracting(backup -> backup.at("/metadata/name").asText())
                .containsExactly("b");
    }

    @Test
    void dependantsGoWithTheirOwnerWhereGarbageIsCollected() {
        try (EmbeddedKubernetes collecting = EmbeddedKubernetes.named("gc")
                .namespaces("tidb")
                .collectGarbage()
                .start()) {
            createOwnerAndJob(collecting);

            Clients.backups(collecting).delete("tidb", "b");

            assertThat(collecting.objects().find("jobs", "tidb", "backup-b")).isEmpty();
        }
    }

    @Test
    void dependantsStayWhereGarbageIsNotCollected() {
        createOwnerAndJob(server);

        backups.delete("tidb", "b");

        assertThat(server.objects().find("jobs", "tidb", "backup-b")).isPresent();
    }

    @Test
    void aNamespaceTakesItsObjectsAlong() {
        backups.create(Clients.backup("b"));

        assertThat(Http.delete(server, "/api/v1/namespaces/tidb", "").statusCode())
                .isEqualTo(200);

        assertThat(server.objects().list("backups", "")).isEmpty();
    }

    private static void createOwnerAndJob(EmbeddedKubernetes server) {
        String uid = server.objects()
                .create(Clients.backupJson("b", "{}"))
                .at("/metadata/uid")
                .asText();
        server.objects().create("""
                        {"apiVersion": "batch/v1", "kind": "Job",
                         "metadata": {"name": "backup-b", "namespace": "tidb", "ownerReferences": [
                           {"apiVersion": "pingcap.com/v1alpha1", "kind": "Backup", "name": "b", "uid": "%s"}]}}
                        """.formatted(uid));
    }

    private static DynamicKubernetesObject protectedBackup() {
        DynamicKubernetesObject backup = Clients.backup("b");
        backup.setMetadata(backup.getMetadata().finalizers(List.of(FINALIZER)));
        return backup;
    }
}
