package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdateTest {

    private static final String WIDGET = "/apis/example.com/v1/namespaces/tidb/widgets/w";

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);
    private final DynamicKubernetesApi widgets = Clients.widgets(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theCurrentVersionIsReplacedAndRaised() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));
        spec(created).addProperty("backupType", "db");

        DynamicKubernetesObject updated = backups.update(created).getObject();

        assertThat(spec(updated).get("backupType").getAsString()).isEqualTo("db");
        assertThat(Long.parseLong(updated.getMetadata().getResourceVersion()))
                .isGreaterThan(Long.parseLong(created.getMetadata().getResourceVersion()));
        assertThat(updated.getMetadata().getUid())
                .isEqualTo(created.getMetadata().getUid());
    }

    @Test
    void aStaleVersionIs409Conflict() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));
        server.objects().mergePatch("backups", "tidb", "b", "{\"spec\": {\"backupType\": \"db\"}}");

        KubernetesApiResponse<DynamicKubernetesObject> updated = backups.update(created);

        assertThat(updated.getHttpStatusCode()).isEqualTo(409);
        assertThat(updated.getStatus().getReason()).isEqualTo("Conflict");
    }

    @Test
    void anotherUidIs409Conflict() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));
        V1ObjectMeta metadata = created.getMetadata();
        created.setMetadata(metadata.uid("00000000-0000-0000-0000-000000000000"));

        assertThat(backups.update(created).getHttpStatusCode()).isEqualTo(409);
    }

    @Test
    void aChangeOfSpecRaisesTheGeneration() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));
        spec(created).addProperty("backupType", "db");

        assertThat(backups.update(created).getObject().getMetadata().getGeneration())
                .isEqualTo(2);
    }

    @Test
    void aChangeOfMetadataDoesNotRaiseTheGeneration() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));
        created.setMetadata(created.getMetadata().putLabelsItem("a", "b"));

        assertThat(backups.update(created).getObject().getMetadata().getGeneration())
                .isEqualTo(1);
    }

    @Test
    void aChangeOfStatusRaisesTheGenerationWhereStatusIsNotASubresource() {
        server.objects().create(Clients.backupJson("b", "{}"));

        var patched = Http.patch(
                server,
                "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b",
                "merge",
                "{\"status\": {\"phase\": \"Running\"}}");

        assertThat(patched.body()).contains("\"generation\":2", "\"phase\":\"Running\"");
    }

    @Test
    void aMissingObjectIs404() {
        DynamicKubernetesObject backup = Clients.backup("b");
        backup.setMetadata(backup.getMetadata().resourceVersion("1"));

        assertThat(backups.update(backup).getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void theSameObjectKeepsItsVersionAndReachesNoWatch() {
        DynamicKubernetesObject created = created(backups, Clients.backup("b"));

        try (Watched watch =
                Watched.backups(server, "&resourceVersion=" + server.objects().version())) {
            DynamicKubernetesObject updated = backups.update(created).getObject();
            server.objects().create(Clients.backupJson("later", "{}"));

            assertThat(updated.getMetadata().getResourceVersion())
                    .isEqualTo(created.getMetadata().getResourceVersion());
            assertThat(watch.take(1)).containsExactly("ADDED later");
        }
    }

    @Test
    void aCustomResourceWithoutVersionIs422() {
        created(backups, Clients.backup("b"));

        var updated =
                Http.put(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b", Clients.backupJson("b", "{}"));

        assertThat(updated.statusCode()).isEqualTo(422);
        assertThat(updated.body()).contains("metadata.resourceVersion", "must be specified for an update");
    }

    @Test
    void anotherNameThanInThePathIs400() {
        created(backups, Clients.backup("b"));

        var updated =
                Http.put(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b", Clients.backupJson("c", "{}"));

        assertThat(updated.statusCode()).isEqualTo(400);
    }

    @Test
    void aPutLeavesStatusAloneWhereStatusIsASubresource() {
        DynamicKubernetesObject created = created(widgets, Clients.widget("w"));
        created.getRaw().add("status", new JsonObject());
        created.getRaw().getAsJsonObject("status").addProperty("phase", "Mine");

        DynamicKubernetesObject updated = widgets.update(created).getObject();

        assertThat(updated.getRaw().has("status")).isFalse();
    }

    @Test
    void updateStatusOfTheClientNeedsAStatusToReplace() {
        DynamicKubernetesObject created = created(widgets, Clients.widget("w"));

        assertThat(widgets.updateStatus(created, widget -> phase("Ready")).getHttpStatusCode())
                .isEqualTo(422);
    }

    @Test
    void updateStatusOfTheClientReplacesAStatus() {
        created(widgets, Clients.widget("w"));
        server.objects().mergePatch("widgets", "tidb", "w", "{\"status\": {\"phase\": \"New\"}}");

        DynamicKubernetesObject updated = widgets.updateStatus(
                        widgets.get("tidb", "w").getObject(), widget -> phase("Ready"))
                .getObject();

        assertThat(updated.getRaw().getAsJsonObject("status").get("phase").getAsString())
                .isEqualTo("Ready");
    }

    @Test
    void aPutOfStatusLeavesSpecAndGenerationAlone() {
        DynamicKubernetesObject created = created(widgets, Clients.widget("w"));
        spec(created).addProperty("size", 99);
        created.getRaw().add("status", phase("Ready"));

        var updated = Http.put(server, WIDGET + "/status", created.getRaw().toString());

        assertThat(updated.body()).contains("\"phase\":\"Ready\"", "\"size\":1", "\"generation\":1");
    }

    @Test
    void theStatusPathDoesNotExistWhereStatusIsNotASubresource() {
        created(backups, Clients.backup("b"));

        var response = Http.get(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b/status");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("404 page not found\n");
    }

    private static JsonObject phase(String phase) {
        JsonObject status = new JsonObject();
        status.addProperty("phase", phase);
        return status;
    }

    private static DynamicKubernetesObject created(DynamicKubernetesApi api, DynamicKubernetesObject object) {
        return api.create(object).getObject();
    }

    private static JsonObject spec(DynamicKubernetesObject object) {
        return object.getRaw().getAsJsonObject("spec");
    }
}
