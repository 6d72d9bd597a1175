package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatchTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);

    @BeforeEach
    void create() {
        server.objects().create(Clients.backupJson("b", "{\"app\": \"a\"}"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aMergePatchAddsAndRemoves() {
        JsonObject patched = merged("{\"spec\": {\"backupType\": null, \"backupMode\": \"volume-snapshot\"}}")
                .getObject()
                .getRaw();

        assertThat(patched.getAsJsonObject("spec").has("backupType")).isFalse();
        assertThat(patched.getAsJsonObject("spec").get("backupMode").getAsString())
                .isEqualTo("volume-snapshot");
    }

    @Test
    void aMergePatchReplacesListsAsAWhole() {
        merged("{\"spec\": {\"br\": {\"cluster\": \"c\", \"options\": [\"--a\", \"--b\"]}}}");

        JsonObject patched = merged("{\"spec\": {\"br\": {\"options\": [\"--c\"]}}}")
                .getObject()
                .getRaw();

        assertThat(patched.getAsJsonObject("spec").getAsJsonObject("br").getAsJsonArray("options"))
                .hasSize(1);
    }

    @Test
    void aMergePatchWithAStaleVersionIs409() {
        String stale = String.valueOf(server.objects().version());
        server.objects().mergePatch("backups", "tidb", "b", "{\"spec\": {\"backupType\": \"db\"}}");

        KubernetesApiResponse<DynamicKubernetesObject> patched =
                merged("{\"metadata\": {\"resourceVersion\": \"" + stale + "\"}, \"spec\": {\"backupType\": \"x\"}}");

        assertThat(patched.getHttpStatusCode()).isEqualTo(409);
        assertThat(patched.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(server.objects()
                        .get("backups", "tidb", "b")
                        .at("/spec/backupType")
                        .asText())
                .isEqualTo("db");
    }

    @Test
    void aMergePatchWithTheCurrentVersionIsApplied() {
        String current = String.valueOf(server.objects().version());

        assertThat(merged("{\"metadata\": {\"resourceVersion\": \"" + current
                                + "\"}, \"spec\": {\"backupType\": null}}")
                        .isSuccess())
                .isTrue();
    }

    @Test
    void aMergePatchOfTheStatusSubresourceChangesOnlyStatus() {
        Clients.widgets(server).create(Clients.widget("w"));

        var patched = Http.patch(
                server,
                "/apis/example.com/v1/namespaces/tidb/widgets/w/status",
                "merge",
                "{\"spec\": {\"size\": 9}, \"status\": {\"phase\": \"Ready\"}}");

        assertThat(patched.body()).contains("\"phase\":\"Ready\"", "\"size\":1", "\"generation\":1");
    }

    @Test
    void aJsonPatchAddsReplacesAndRemoves() {
        JsonObject patched = jsonPatched("""
                        [{"op": "test", "path": "/spec/backupType", "value": "full"},
                         {"op": "add", "path": "/metadata/labels/new", "value": "1"},
                         {"op": "replace", "path": "/spec/backupType", "value": "db"},
                         {"op": "remove", "path": "/metadata/labels/app"}]
                        """).getObject().getRaw();

        assertThat(patched.getAsJsonObject("spec").get("backupType").getAsString())
                .isEqualTo("db");
        assertThat(patched.getAsJsonObject("metadata").getAsJsonObject("labels").keySet())
                .containsExactly("new");
    }

    @Test
    void aJsonPatchChangesListsByIndex() {
        merged("{\"spec\": {\"br\": {\"cluster\": \"c\", \"options\": [\"a\", \"c\"]}}}");

        var options = jsonPatched("""
                        [{"op": "add", "path": "/spec/br/options/1", "value": "b"},
                         {"op": "add", "path": "/spec/br/options/-", "value": "d"},
                         {"op": "remove", "path": "/spec/br/options/0"}]
                        """)
                .getObject()
                .getRaw()
                .getAsJsonObject("spec")
                .getAsJsonObject("br")
                .getAsJsonArray("options");

        assertThat(options).hasToString("[\"b\",\"c\",\"d\"]");
    }

    @Test
    void aJsonPatchWhoseTestFailsIs422AndChangesNothing() {
        KubernetesApiResponse<DynamicKubernetesObject> patched = jsonPatched("""
                [{"op": "replace", "path": "/spec/backupType", "value": "db"},
                 {"op": "test", "path": "/spec/backupMode", "value": "other"}]
                """);

        assertThat(patched.getHttpStatusCode()).isEqualTo(422);
        assertThat(server.objects()
                        .get("backups", "tidb", "b")
                        .at("/spec/backupType")
                        .asText())
                .isEqualTo("full");
    }

    @Test
    void aPatchOfAMissingObjectIs404() {
        KubernetesApiResponse<DynamicKubernetesObject> patched =
                backups.patch("tidb", "absent", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, new V1Patch("{}"));

        assertThat(patched.getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void aPatchThatMakesTheObjectInvalidIs422() {
        KubernetesApiResponse<DynamicKubernetesObject> patched = merged("{\"spec\": {\"cleanPolicy\": \"Sometimes\"}}");

        assertThat(patched.getHttpStatusCode()).isEqualTo(422);
        assertThat(patched.getStatus().getMessage())
                .contains("supported values: \"Retain\", \"OnFailure\", \"Delete\"");
    }

    @Test
    void aStrategicMergePatchOfAPodIsMerged() {
        server.objects()
                .create(
                        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\", \"namespace\": \"tidb\"}}");

        var patched = Http.patch(
                server,
                "/api/v1/namespaces/tidb/pods/p",
                "strategic-merge",
                "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");

        assertThat(patched.body()).contains("\"labels\":{\"a\":\"b\"}");
    }

    @Test
    void anotherPatchTypeIs415() {
        var response = Http.patch(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups/b", "apply", "{}");

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void aPatchThatChangesNothingKeepsTheVersion() {
        long version = server.objects().version();

        merged("{\"spec\": {\"backupType\": \"full\"}}");

        assertThat(server.objects().version()).isEqualTo(version);
    }

    private KubernetesApiResponse<DynamicKubernetesObject> merged(String patch) {
        return backups.patch("tidb", "b", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, new V1Patch(patch));
    }

    private KubernetesApiResponse<DynamicKubernetesObject> jsonPatched(String patch) {
        return backups.patch("tidb", "b", V1Patch.PATCH_FORMAT_JSON_PATCH, new V1Patch(patch));
    }
}
