package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.CreateOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void stampsUidTimeAndVersion() {
        DynamicKubernetesObject created = backups.create(Clients.backup("b")).getObject();

        assertThat(created.getMetadata().getUid()).isNotBlank();
        assertThat(created.getMetadata().getCreationTimestamp()).isNotNull();
        assertThat(created.getMetadata().getResourceVersion())
                .isEqualTo(String.valueOf(server.objects().version()));
    }

    @Test
    void startsAtGenerationOne() {
        assertThat(backups.create(Clients.backup("b")).getObject().getMetadata().getGeneration())
                .isEqualTo(1);
    }

    @Test
    void theCreatedObjectCanBeRead() {
        backups.create(Clients.backup("b"));

        KubernetesApiResponse<DynamicKubernetesObject> read = backups.get("tidb", "b");

        assertThat(read.getHttpStatusCode()).isEqualTo(200);
        assertThat(read.getObject().getKind()).isEqualTo("Backup");
        assertThat(read.getObject().getApiVersion()).isEqualTo("pingcap.com/v1alpha1");
    }

    @Test
    void aMissingObjectIs404WithReasonNotFound() {
        KubernetesApiResponse<DynamicKubernetesObject> read = backups.get("tidb", "absent");

        assertThat(read.getHttpStatusCode()).isEqualTo(404);
        assertThat(read.getStatus().getReason()).isEqualTo("NotFound");
        assertThat(read.getStatus().getDetails().getName()).isEqualTo("absent");
    }

    @Test
    void aDuplicateIs409AlreadyExists() {
        backups.create(Clients.backup("b"));

        KubernetesApiResponse<DynamicKubernetesObject> again = backups.create(Clients.backup("b"));

        assertThat(again.getHttpStatusCode()).isEqualTo(409);
        assertThat(again.getStatus().getReason()).isEqualTo("AlreadyExists");
    }

    @Test
    void anUnknownKindIs404WithoutAStatus() {
        var response = Http.post(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/gadgets", "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("404 page not found\n");
    }

    @Test
    void aMissingNamespaceIs404AboutTheNamespace() {
        DynamicKubernetesObject backup = Clients.backup("b");
        backup.setMetadata(backup.getMetadata().namespace("nowhere"));

        KubernetesApiResponse<DynamicKubernetesObject> created = backups.create(backup);

        assertThat(created.getHttpStatusCode()).isEqualTo(404);
        assertThat(created.getStatus().getDetails().getKind()).isEqualTo("namespaces");
    }

    @Test
    void namespacesAreNotCheckedWhereTheServerWasToldSo() {
        try (EmbeddedKubernetes lenient =
                EmbeddedKubernetes.named("lenient").anyNamespace().start()) {
            assertThat(Clients.backups(lenient).create(Clients.backup("b")).isSuccess())
                    .isTrue();
        }
    }

    @Test
    void aBadNameIs422() {
        KubernetesApiResponse<DynamicKubernetesObject> created = backups.create(Clients.backup("Bad_Name"));

        assertThat(created.getHttpStatusCode()).isEqualTo(422);
        assertThat(created.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(created.getStatus().getDetails().getCauses().get(0).getField())
                .isEqualTo("metadata.name");
    }

    @Test
    void aLabelValueOver63CharactersIs422() {
        var created = backups.create(Clients.backupWithLabels("b", "{\"id\": \"" + "x".repeat(64) + "\"}"));

        assertThat(created.getHttpStatusCode()).isEqualTo(422);
        assertThat(created.getStatus().getMessage()).contains("no more than 63 characters");
    }

    @Test
    void aJobNameOver63CharactersIs422() {
        String job = "{\"metadata\": {\"name\": \"" + "j".repeat(64) + "\"}}";

        assertThat(Http.post(server, "/apis/batch/v1/namespaces/tidb/jobs", job).statusCode())
                .isEqualTo(422);
    }

    @Test
    void anObjectOfAnotherKindThanThePathIs400() {
        String restore = Clients.backupJson("b", "{}").replace("Backup", "Restore");

        assertThat(Http.post(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups", restore)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aMalformedBodyIs400() {
        assertThat(Http.post(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups", "{")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void dryRunStoresNothing() {
        CreateOptions dryRun = new CreateOptions();
        dryRun.setDryRun("All");

        assertThat(backups.create("tidb", Clients.backup("b"), dryRun).isSuccess())
                .isTrue();
        assertThat(backups.get("tidb", "b").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void aResourceVersionOnCreateIs400() {
        DynamicKubernetesObject backup = Clients.backup("b");
        backup.setMetadata(backup.getMetadata().resourceVersion("7"));

        assertThat(backups.create(backup).getHttpStatusCode()).isEqualTo(400);
    }

    @Test
    void generateNameMakesTwoNames() {
        DynamicKubernetesObject backup = Clients.backup("b");
        backup.setMetadata(backup.getMetadata().name(null).generateName("b-"));

        String first = backups.create(backup).getObject().getMetadata().getName();
        String second = backups.create(backup).getObject().getMetadata().getName();

        assertThat(first).startsWith("b-").hasSize(7).isNotEqualTo(second);
    }

    @Test
    void statusIsKeptOnCreateWhereItIsNotASubresource() {
        DynamicKubernetesObject backup = Clients.object(
                Clients.backupJson("b", "{}").replace("\"spec\"", "\"status\": {\"phase\": \"Complete\"}, \"spec\""));

        DynamicKubernetesObject created = backups.create(backup).getObject();

        assertThat(created.getRaw().getAsJsonObject("status").get("phase").getAsString())
                .isEqualTo("Complete");
    }

    @Test
    void unicodeAndNineHundredKilobytesSurvive() {
        String text = "日本語 🚀 \" \\ \u0001 ".repeat(45_000);
        DynamicKubernetesObject widget = Clients.widget("w");
        widget.getRaw().getAsJsonObject("spec").addProperty("text", text);

        Clients.widgets(server).create(widget);

        DynamicKubernetesObject read = Clients.widgets(server).get("tidb", "w").getObject();
        assertThat(read.getRaw().getAsJsonObject("spec").get("text").getAsString())
                .isEqualTo(text);
    }

    @Test
    void numbersKeepTheirDigits() {
        String widget = "{\"apiVersion\": \"example.com/v1\", \"kind\": \"Widget\", \"metadata\": {\"name\": \"w\"},"
                + " \"spec\": {\"size\": 12345678901234567, \"ratio\": 0.10}}";

        var created = Http.post(server, "/apis/example.com/v1/namespaces/tidb/widgets", widget);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).contains("\"size\":12345678901234567", "\"ratio\":0.10");
    }
}
