package io.brfed.internal.direct.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.VolumeId;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.MetaReader;
import io.brfed.plane.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts about volumes and metadata, sections 5.3, 5.4 and the rows of 8.3 on objects and names. */
class RebuildPlanTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final VolumeId NEW = new VolumeId("vol-0new");

    private static final List<String> CLAIMS = List.of(
            claim("tikv-db-tikv-3", "pv-3d"),
            claim("tikv-raft-db-tikv-3", "pv-3r"),
            claim("tikv-db-tikv-0", "pv-0d"),
            claim("tikv-raft-db-tikv-0", "pv-0r"));
    private static final List<String> VOLUMES = List.of(
            csi("pv-3d", "vol-3d", "tikv-db-tikv-3", "us-west-2b"),
            csi("pv-3r", "vol-3r", "tikv-raft-db-tikv-3", "us-west-2b"),
            inTree("pv-0d", "vol-0d", "tikv-db-tikv-0"),
            csi("pv-0r", "vol-0r", "tikv-raft-db-tikv-0", "us-west-2a"));
    private static final String DOCUMENT_TEXT = String.format("""
            {"cluster_info":{"cluster_version":"7.5.3","full_backup_type":"aws-ebs","resolved_ts":451234567890123457},
             "tikv":{"replicas":2,"stores":[
               {"store_id":7,"volumes":[
                 {"volume_id":"vol-3d","type":"storage.data-dir","snapshot_id":"snap-3d","volume_az":"us-west-2b"},
                 {"volume_id":"vol-3r","type":"raft-engine.dir","snapshot_id":"snap-3r","volume_az":"us-west-2b"}]},
               {"store_id":1,"volumes":[
                 {"volume_id":"vol-0d","type":"storage.data-dir","snapshot_id":"snap-0d","volume_az":"us-west-2a"},
                 {"volume_id":"vol-0r","type":"raft-engine.dir","snapshot_id":"snap-0r","volume_az":"us-west-2a"}]}]},
             "tidb":{"replicas":2},"pd":{"replicas":3},
             "kubernetes":{"pvcs":[%s],"pvs":[%s],
               "crd_tidb_cluster":{"metadata":{"name":"db","namespace":"prod"},"spec":{"tikv":{"replicas":2}}},"options":null}}
            """, String.join(",", CLAIMS), String.join(",", VOLUMES));

    private static String claim(String name, String volume) {
        return String.format("""
                {"metadata":{"name":"%s","namespace":"prod","uid":"u","resourceVersion":"9","finalizers":["f"],
                   "ownerReferences":[{"name":"o"}],"managedFields":[{}],"creationTimestamp":"2026-01-01T00:00:00Z",
                   "labels":{"app.kubernetes.io/instance":"db","app.kubernetes.io/component":"tikv","tidb.pingcap.com/pod-name":"%s"},
                   "annotations":{"pv.kubernetes.io/bind-completed":"yes","pv.kubernetes.io/bound-by-controller":"yes",
                     "volume.kubernetes.io/selected-node":"n"}},
                 "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"gp3","volumeName":"%s"},"status":{"phase":"Bound"}}""", name, name.substring(name.indexOf("db-")), volume);
    }

    private static String csi(String name, String id, String claim, String zone) {
        return volume(
                List.of(name, id, claim),
                "",
                "\"csi\":{\"driver\":\"ebs.csi.aws.com\",\"volumeHandle\":\"" + id + "\",\"fsType\":\"ext4\"},"
                        + "\"nodeAffinity\":{\"required\":{\"nodeSelectorTerms\":[{\"matchExpressions\":["
                        + "{\"key\":\"topology.ebs.csi.aws.com/zone\",\"operator\":\"In\",\"values\":[\"" + zone
                        + "\"]},"
                        + "{\"key\":\"topology.kubernetes.io/zone\",\"operator\":\"In\",\"values\":[\"" + zone + "\"]},"
                        + "{\"key\":\"kubernetes.io/os\",\"operator\":\"In\",\"values\":[\"linux\"]}]}]}}");
    }

    private static String inTree(String name, String id, String claim) {
        return volume(
                List.of(name, id, claim),
                ",\"failure-domain.beta.kubernetes.io/zone\":\"us-west-2a\"",
                "\"awsElasticBlockStore\":{\"volumeID\":\"aws://us-west-2a/" + id + "\"}");
    }

    /** The names are those of the persistent volume, of the volume and of the claim. */
    private static String volume(List<String> names, String label, String source) {
        return String.format("""
                {"metadata":{"name":"%s","uid":"u","finalizers":["kubernetes.io/pv-protection"],
                   "labels":{"app.kubernetes.io/instance":"db","app.kubernetes.io/namespace":"prod","tidb.pingcap.com/store-id":"7"%s},
                   "annotations":{"temporary/volume-id":"%s","pv.kubernetes.io/provisioned-by":"ebs.csi.aws.com"}},
                 "spec":{"capacity":{"storage":"500Gi"},"persistentVolumeReclaimPolicy":"Retain",%s,
                   "claimRef":{"kind":"PersistentVolumeClaim","namespace":"prod","name":"%s","uid":"c","resourceVersion":"4"}},
                 "status":{"phase":"Bound"}}""", names.get(0), label, names.get(1), source, names.get(2));
    }

    private static MetaContent content(String document) {
        return MetaReader.backup(document.getBytes(StandardCharsets.UTF_8)).content();
    }

    private static RebuildTarget target(String id, Map<String, String> zones) {
        return new RebuildTarget(
                new Placement(new ClusterName("k8s-a"), new TidbClusterRef("spare", "copy")),
                zones,
                new OperationId(id),
                new OperationName("back"));
    }

    private static RebuildPlan plan() {
        return RebuildPlan.of(content(DOCUMENT_TEXT), target("op-1", Map.of()));
    }

    private static RebuiltVolume rebuilt(RebuildPlan plan, String source) {
        return plan.volumes().stream()
                .filter(volume -> volume.source().value().equals(source))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError(document, e);
        }
    }

    private static JsonNode volumeOf(String source) {
        return json(rebuilt(plan(), source).objects(NEW).volumeDocument());
    }

    private static JsonNode claimOf(String source) {
        return json(rebuilt(plan(), source).objects(NEW).claimDocument());
    }

    @Test
    void numbersThePodsWithoutGapsInTheOrderOfTheSource() {
        RebuildPlan plan = plan();

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.volumes())
                .extracting(RebuiltVolume::claim)
                .containsExactly(
                        "tikv-copy-tikv-0", "tikv-raft-copy-tikv-0", "tikv-copy-tikv-1", "tikv-raft-copy-tikv-1");
        assertThat(plan.volumes())
                .extracting(RebuiltVolume::snapshot)
                .containsExactly(
                        new SnapshotId("snap-0d"),
                        new SnapshotId("snap-0r"),
                        new SnapshotId("snap-3d"),
                        new SnapshotId("snap-3r"));
    }

    @Test
    void bindsVolumeAndClaimToEachOther() {
        JsonNode volume = volumeOf("vol-3d");
        JsonNode claim = claimOf("vol-3d");

        assertThat(claim.at("/spec/volumeName")).isEqualTo(volume.at("/metadata/name"));
        assertThat(volume.at("/spec/claimRef"))
                .isEqualTo(json(
                        "{\"kind\":\"PersistentVolumeClaim\",\"namespace\":\"spare\",\"name\":\"tikv-copy-tikv-1\"}"));
        assertThat(claim.at("/metadata/name").asText()).isEqualTo("tikv-copy-tikv-1");
        assertThat(claim.at("/metadata/namespace").asText()).isEqualTo("spare");
    }

    @Test
    void givesPersistentVolumesNamesOfThisRestoreSoThatTheSourceMayLiveBesideIt_V32() {
        String first = rebuilt(plan(), "vol-3d").persistentVolume();
        RebuildPlan another = RebuildPlan.of(content(DOCUMENT_TEXT), target("op-2", Map.of()));

        assertThat(first).matches("pvc-[0-9a-f-]{36}").isNotEqualTo("pv-3d");
        assertThat(rebuilt(plan(), "vol-3d").persistentVolume()).isEqualTo(first);
        assertThat(rebuilt(another, "vol-3d").persistentVolume()).isNotEqualTo(first);
        assertThat(rebuilt(plan(), "vol-3r").persistentVolume()).isNotEqualTo(first);
    }

    @Test
    void dropsWhatTheApiServerWrote() {
        for (JsonNode object : List.of(volumeOf("vol-3d"), claimOf("vol-3d"))) {
            assertThat(object.has("status")).isFalse();
            assertThat(object.path("metadata").properties())
                    .extracting(Map.Entry::getKey)
                    .isSubsetOf("name", "namespace", "labels", "annotations");
        }
    }

    @Test
    void dropsThatTheClaimWasBoundAndKeepsOtherAnnotations() {
        assertThat(claimOf("vol-3d").at("/metadata/annotations").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("volume.kubernetes.io/selected-node", "brfed.io/cluster", "brfed.io/name");
    }

    @Test
    void stampsBothObjects() {
        for (JsonNode object : List.of(volumeOf("vol-3d"), claimOf("vol-3d"))) {
            assertThat(object.at("/metadata/labels").path("brfed.io/operation").asText())
                    .isEqualTo("op-1");
            assertThat(object.at("/metadata/annotations")
                            .path("brfed.io/cluster")
                            .asText())
                    .isEqualTo("k8s-a");
            assertThat(object.at("/metadata/annotations").path("brfed.io/name").asText())
                    .isEqualTo("back");
        }
    }

    @Test
    void saysWhichVolumeStandsBehindIt() {
        JsonNode annotations = volumeOf("vol-3d").at("/metadata/annotations");

        assertThat(annotations.path("tikv-volume-restore/volume-id").asText()).isEqualTo("vol-0new");
        assertThat(annotations.has("temporary/volume-id")).isFalse();
        assertThat(volumeOf("vol-3d").at("/spec/csi/volumeHandle").asText()).isEqualTo("vol-0new");
        assertThat(volumeOf("vol-0d").at("/spec/awsElasticBlockStore/volumeID").asText())
                .isEqualTo("aws://us-west-2a/vol-0new");
    }

    @Test
    void namesTheTidbClusterThatIsRestoredInto_V35() {
        assertThat(volumeOf("vol-3d")
                        .at("/metadata/labels")
                        .path("app.kubernetes.io/instance")
                        .asText())
                .isEqualTo("copy");
        assertThat(volumeOf("vol-3d")
                        .at("/metadata/labels")
                        .path("app.kubernetes.io/namespace")
                        .asText())
                .isEqualTo("spare");
        assertThat(claimOf("vol-3d")
                        .at("/metadata/labels")
                        .path("tidb.pingcap.com/pod-name")
                        .asText())
                .isEqualTo("copy-tikv-1");
    }

    @Test
    void keepsTheRestOfTheSpecification() {
        JsonNode spec = volumeOf("vol-3d").path("spec");

        assertThat(spec.at("/capacity/storage").asText()).isEqualTo("500Gi");
        assertThat(spec.path("persistentVolumeReclaimPolicy").asText()).isEqualTo("Retain");
        assertThat(spec.at("/csi/fsType").asText()).isEqualTo("ext4");
        assertThat(claimOf("vol-3d").at("/spec/storageClassName").asText()).isEqualTo("gp3");
    }

    @Test
    void movesEachZoneToItsOwn_V33_V34() {
        RebuildPlan plan = RebuildPlan.of(
                content(DOCUMENT_TEXT), target("op-1", Map.of("us-west-2a", "us-west-2d", "us-west-2b", "us-west-2c")));

        assertThat(plan.volumes())
                .extracting(RebuiltVolume::zone)
                .containsExactly("us-west-2d", "us-west-2d", "us-west-2c", "us-west-2c");
        JsonNode terms = json(rebuilt(plan, "vol-3d").objects(NEW).volumeDocument())
                .at("/spec/nodeAffinity/required/nodeSelectorTerms/0/matchExpressions");
        assertThat(terms.findValuesAsText("key"))
                .containsExactly("topology.ebs.csi.aws.com/zone", "topology.kubernetes.io/zone", "kubernetes.io/os");
        assertThat(terms.findValues("values"))
                .containsExactly(json("[\"us-west-2c\"]"), json("[\"us-west-2c\"]"), json("[\"linux\"]"));
        JsonNode old = json(rebuilt(plan, "vol-0d").objects(NEW).volumeDocument());
        assertThat(old.at("/spec/awsElasticBlockStore/volumeID").asText()).isEqualTo("aws://us-west-2d/vol-0new");
        assertThat(old.at("/metadata/labels")
                        .path("failure-domain.beta.kubernetes.io/zone")
                        .asText())
                .isEqualTo("us-west-2d");
    }

    @Test
    void aZoneThatTheOriginalLeftEmptyIsThatOfThePersistentVolume() {
        String document = DOCUMENT_TEXT.replaceAll("\"volume_az\":\"[^\"]*\"", "\"volume_az\":\"\"");

        RebuildPlan plan = RebuildPlan.of(content(document), target("op-1", Map.of("us-west-2b", "us-west-2c")));

        assertThat(plan.volumes())
                .extracting(RebuiltVolume::zone)
                .containsExactly("us-west-2a", "us-west-2a", "us-west-2c", "us-west-2c");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"matchExpressions\"', '\"noExpressions\"'",
        "'\"In\",\"values\":[\"us-west-2b\"]', '\"NotIn\",\"values\":[\"us-west-2b\"]'",
        "'\"values\":[\"us-west-2b\"]', '\"values\":[\"us-west-2b\",\"us-west-2c\"]'",
    })
    void aZoneThatNothingNamesAloneIsAFault(String part, String other) {
        String document = DOCUMENT_TEXT
                .replaceAll("\"volume_az\":\"[^\"]*\"", "\"volume_az\":\"\"")
                .replace(part, other);

        assertThat(RebuildPlan.of(content(document), target("op-1", Map.of())).findings())
                .extracting(Finding::toString)
                .anySatisfy(found -> assertThat(found).contains("vol-3d").contains("neither in"));
    }

    @Test
    void leavesTheMetadataAsItWas_V38() {
        MetaContent content = content(DOCUMENT_TEXT);

        RebuildPlan.of(content, target("op-1", Map.of("us-west-2b", "us-west-2c")))
                .volumes()
                .forEach(volume -> volume.objects(NEW));

        assertThat(content).isEqualTo(content(DOCUMENT_TEXT));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"snapshot_id\":\"snap-3r\"', '\"snapshot_id\":\"\"', has no snapshot",
        "'\"volume_id\":\"vol-3r\"', '\"volume_id\":\"\"', has no id",
        "'\"snapshot_id\":\"snap-3r\"', '\"snapshot_id\":\"snap-3d\"', is named for more than one volume",
        "'\"store_id\":7', '\"store_id\":1', is listed twice",
        "'\"store_id\":7', '\"store_id\":0', is not the id of a store",
        "'\"volume_id\":\"vol-3r\"', '\"volume_id\":\"vol-3d\"', is listed twice",
        "'temporary/volume-id\":\"vol-3r', 'temporary/volume-id\":\"vol-9r', has no persistent volume",
        "'temporary/volume-id\":\"vol-3r', 'temporary/volume-id\":\"vol-3d', is the second one of volume vol-3d",
        "'\"name\":\"tikv-raft-db-tikv-3\",\"uid\"', '\"name\":\"other\",\"uid\"', 'is bound to claim other'",
        "'\"name\":\"tikv-raft-db-tikv-3\",\"uid\"', '\"name\":\"\",\"uid\"', is bound to no claim",
        "tikv-raft-db-tikv-3, tikv-raft-db-tikv-x, 'is not called <volume>-db-tikv-<number>'",
        "tikv-raft-db-tikv-3, tikv-raft-db-tikv-4, has volumes of several pods",
        "tikv-raft-db-tikv-3, tikv-log-db-tikv-3, differ from store to store",
        "db-tikv-3, db-tikv-0, have claims of only 1 pods",
        "'\"metadata\":{\"name\":\"db\",', '\"metadata\":{\"named\":\"db\",', has no name in the metadata",
        "'\"driver\":\"ebs.csi.aws.com\"', '\"driver\":\"ebs.csi.eks.amazonaws.com\"', belongs to the driver ebs.csi.eks",
        "'\"awsElasticBlockStore\"', '\"hostPath\"', is no EBS volume",
    })
    void refusesWhatCannotBeRestoredAndSaysWhatItIs(String part, String other, String problem) {
        RebuildPlan plan = RebuildPlan.of(content(DOCUMENT_TEXT.replace(part, other)), target("op-1", Map.of()));

        assertThat(plan.findings())
                .extracting(Finding::problem)
                .anySatisfy(found -> assertThat(found).contains(problem));
        assertThat(plan.findings()).allSatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.FAULT);
            assertThat(finding.value()).startsWith("k8s-a");
            assertThat(finding.advice()).isNotBlank();
        });
    }

    @Test
    void whatCanBeRestoredIsPlannedBesideWhatCannot() {
        String document = DOCUMENT_TEXT.replace("\"snapshot_id\":\"snap-3r\"", "\"snapshot_id\":\"\"");

        assertThat(RebuildPlan.of(content(document), target("op-1", Map.of())).volumes())
                .extracting(RebuiltVolume::snapshot)
                .containsExactly(new SnapshotId("snap-0d"), new SnapshotId("snap-0r"), new SnapshotId("snap-3d"));
    }

    @Test
    void tellsAllFaultsAtOnce() {
        String document = DOCUMENT_TEXT
                .replace("\"snapshot_id\":\"snap-3r\"", "\"snapshot_id\":\"\"")
                .replace("\"volume_id\":\"vol-0r\"", "\"volume_id\":\"\"");

        assertThat(RebuildPlan.of(content(document), target("op-1", Map.of())).findings())
                .extracting(Finding::problem)
                .contains("has no snapshot", "has no id");
    }
}
