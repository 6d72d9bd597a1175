package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolume;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimSpec;
import io.kubernetes.client.openapi.models.V1PersistentVolumeSpec;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.util.PatchUtils;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreKindsTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final CoreV1Api core = new CoreV1Api(Clients.client(server));
    private final CoordinationV1Api coordination = new CoordinationV1Api(Clients.client(server));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void podsAreFoundByLabelAndPhase() throws ApiException {
        core.createNamespacedPod("tidb", pod("p")).execute();
        server.objects().mergePatch("pods", "tidb", "p", "{\"status\": {\"phase\": \"Running\"}}");

        var found = core.listNamespacedPod("tidb")
                .labelSelector("app=tikv")
                .fieldSelector("status.phase=Running")
                .execute();

        assertThat(found.getItems()).hasSize(1);
    }

    @Test
    void podsThatDoNotMatchAreLeftOut() throws ApiException {
        core.createNamespacedPod("tidb", pod("p")).execute();

        assertThat(core.listNamespacedPod("tidb")
                        .fieldSelector("status.phase=Running")
                        .execute()
                        .getItems())
                .isEmpty();
        assertThat(core.listNamespacedPod("tidb")
                        .fieldSelector("spec.nodeName=n1")
                        .execute()
                        .getItems())
                .hasSize(1);
    }

    @Test
    void aNewPodIsPending() throws ApiException {
        core.createNamespacedPod("tidb", pod("p")).execute();

        assertThat(core.readNamespacedPod("p", "tidb").execute().getStatus().getPhase())
                .isEqualTo("Pending");
    }

    @Test
    void volumesAndClaimsAreCreatedPatchedAndDeleted() throws ApiException {
        core.createPersistentVolume(new V1PersistentVolume()
                        .metadata(new V1ObjectMeta().name("pv"))
                        .spec(new V1PersistentVolumeSpec()))
                .execute();
        core.createNamespacedPersistentVolumeClaim(
                        "tidb",
                        new V1PersistentVolumeClaim()
                                .metadata(new V1ObjectMeta().name("pvc"))
                                .spec(new V1PersistentVolumeClaimSpec().volumeName("pv")))
                .execute();
        PatchUtils.patch(
                V1PersistentVolumeClaim.class,
                () -> core.patchNamespacedPersistentVolumeClaim(
                                "pvc", "tidb", new V1Patch("{\"metadata\": {\"labels\": {\"a\": \"b\"}}}"))
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                core.getApiClient());

        assertThat(core.readNamespacedPersistentVolumeClaim("pvc", "tidb")
                        .execute()
                        .getMetadata()
                        .getLabels())
                .containsEntry("a", "b");
        assertThat(core.deletePersistentVolume("pv").execute().getMetadata().getName())
                .isEqualTo("pv");
        assertThat(core.listPersistentVolume().execute().getItems()).isEmpty();
    }

    @Test
    void configMapsAndSecretsAreReplacedWithoutAVersion() throws ApiException {
        core.createNamespacedConfigMap(
                        "tidb",
                        new V1ConfigMap().metadata(new V1ObjectMeta().name("c")).putDataItem("k", "1"))
                .execute();
        core.createNamespacedSecret(
                        "tidb",
                        new V1Secret().metadata(new V1ObjectMeta().name("s")).putDataItem("k", new byte[] {1}))
                .execute();

        var replaced = core.replaceNamespacedConfigMap(
                        "c",
                        "tidb",
                        new V1ConfigMap().metadata(new V1ObjectMeta().name("c")).putDataItem("k", "2"))
                .execute();

        assertThat(replaced.getData()).isEqualTo(Map.of("k", "2"));
        assertThat(core.readNamespacedSecret("s", "tidb").execute().getData().get("k"))
                .containsExactly(1);
    }

    @Test
    void leasesKeepMicroseconds() throws ApiException {
        OffsetDateTime time = OffsetDateTime.parse("2026-11-22T10:00:00.123456Z");
        V1Lease created =
                coordination.createNamespacedLease("tidb", lease(time)).execute();

        V1Lease replaced = coordination
                .replaceNamespacedLease("l", "tidb", renewed(created, time.plusSeconds(1)))
                .execute();

        assertThat(replaced.getSpec().getRenewTime()).isEqualTo(time.plusSeconds(1));
    }

    @Test
    void aStaleLeaseIs409() throws ApiException {
        OffsetDateTime time = OffsetDateTime.parse("2026-11-22T10:00:00.123456Z");
        V1Lease created =
                coordination.createNamespacedLease("tidb", lease(time)).execute();
        coordination
                .replaceNamespacedLease("l", "tidb", renewed(created, time.plusSeconds(1)))
                .execute();

        assertThatThrownBy(() -> coordination
                        .replaceNamespacedLease("l", "tidb", renewed(created, time.plusSeconds(2)))
                        .execute())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void aJobKeepsItsStatusApartFromItsSpec() {
        String path = "/apis/batch/v1/namespaces/tidb/jobs";
        Http.post(
                server,
                path,
                "{\"metadata\": {\"name\": \"j\"}, \"spec\": {\"parallelism\": 1}, \"status\": {\"active\": 1}}");

        var patched = Http.patch(server, path + "/j/status", "merge", "{\"status\": {\"failed\": 1}}");

        assertThat(patched.body()).contains("\"status\":{\"failed\":1}", "\"generation\":1");
    }

    private static V1Lease lease(OffsetDateTime time) {
        return new V1Lease()
                .metadata(new V1ObjectMeta().name("l"))
                .spec(new V1LeaseSpec().holderIdentity("me").renewTime(time));
    }

    /** A new object, so that the version stays the one that was read. */
    private static V1Lease renewed(V1Lease read, OffsetDateTime time) {
        return new V1Lease()
                .metadata(new V1ObjectMeta()
                        .name("l")
                        .resourceVersion(read.getMetadata().getResourceVersion()))
                .spec(new V1LeaseSpec().holderIdentity("me").renewTime(time));
    }

    private static V1Pod pod(String name) {
        return new V1Pod()
                .metadata(new V1ObjectMeta().name(name).putLabelsItem("app", "tikv"))
                .spec(new V1PodSpec()
                        .nodeName("n1")
                        .addContainersItem(new V1Container().name("c").image("i")));
    }
}
