package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.DirectPlanes;
import io.brfed.api.Finding;
import io.brfed.api.Finding.Severity;
import io.brfed.plane.Cluster;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.tidb.Judgement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whether what the members restore belongs together, and to a PD that may be restored into. */
class DirectRestorePartsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> MEMBERS = List.of("k8s-a", "k8s-b", "k8s-c");

    private final RestoringWorld world = new RestoringWorld();

    private List<Finding> check() {
        return world.restore(world.clusters()).check();
    }

    private List<Finding> faults() {
        return check().stream()
                .filter(finding -> finding.severity() == Severity.FAULT)
                .toList();
    }

    private String key(String member, String name) {
        return world.storage.objects().keySet().stream()
                .filter(url -> url.contains(member + "/") && url.endsWith("/" + name))
                .findFirst()
                .orElseThrow()
                .substring(RestoringWorld.ROOT.url().length() + 1);
    }

    private void rewrite(String member, String name, Consumer<ObjectNode> change) {
        String key = key(member, name);
        try {
            ObjectNode document = (ObjectNode) MAPPER.readTree(
                    world.storage.get(RestoringWorld.ROOT, key).orElseThrow().content());
            change.accept(document);
            world.storage.put(RestoringWorld.ROOT, key, MAPPER.writeValueAsBytes(document));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private void rewriteMeta(String member, Consumer<ObjectNode> change) {
        rewrite(member, "backupmeta", change);
    }

    private static ObjectNode facts(ObjectNode document) {
        return document.withObjectProperty("brfed");
    }

    @Test
    void aBackupOfAMixedFederationIsRestored() {
        rewriteMeta("k8s-b", document -> document.remove("brfed"));

        assertThat(check()).singleElement().satisfies(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.NOTICE);
            assertThat(notice.toString()).startsWith("pause").contains("k8s-b", "did not record");
        });
        world.restore(world.clusters()).execute().orThrow();
        assertThat(world.judged()).isInstanceOf(Judgement.Consistent.class);
    }

    @Test
    void partsOfTwoPausesAreRefused() {
        rewriteMeta("k8s-b", document -> facts(document).put("pause_identity", "another"));

        assertThat(faults()).extracting(Finding::field).containsExactly("pause");
    }

    @Test
    void partsOfTwoTidbClustersAreRefused() {
        rewriteMeta("k8s-b", document -> facts(document).put("pd_cluster_id", "4711"));

        assertThat(faults())
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .startsWith("TiDB cluster")
                .contains("4711");
    }

    @Test
    void theOriginalsPartsOfTwoTidbClustersAreToldByTheirTidbClusters() {
        for (String member : MEMBERS) {
            rewriteMeta(member, document -> {
                document.remove("brfed");
                ObjectNode status = document.withObject("/kubernetes/crd_tidb_cluster/status");
                status.put("clusterID", member.equals("k8s-c") ? "18446744073709551615" : "7");
            });
        }

        assertThat(faults())
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .contains("[18446744073709551615, 7]");
    }

    @Test
    void oneStoreInTwoPartsIsRefused() {
        List<String> ids = new ArrayList<>();
        rewriteMeta(
                "k8s-a",
                document -> ids.add(document.at("/tikv/stores/0/store_id").asText()));
        rewriteMeta(
                "k8s-b",
                document -> ((ObjectNode) document.at("/tikv/stores/0")).put("store_id", Long.parseLong(ids.get(0))));

        assertThat(faults())
                .extracting(Finding::toString)
                .anySatisfy(fault ->
                        assertThat(fault).startsWith("store '" + ids.get(0)).contains("parts of k8s-a and of k8s-b"))
                .anySatisfy(fault -> assertThat(fault).startsWith("stores"));
    }

    @Test
    void aBackupOfMoreStoresThanTheMembersHaveIsRefused() {
        MEMBERS.forEach(member -> rewriteMeta(
                member, document -> document.withObjectProperty("tikv").put("replicas", 99)));

        assertThat(faults()).extracting(Finding::toString).anyMatch(fault -> fault.contains("had [99]"));
    }

    @Test
    void thePdOfTheClusterThatWasBackedUpIsRefused() {
        String own = Long.toUnsignedString(world.target.clusterId());
        MEMBERS.forEach(
                member -> rewriteMeta(member, document -> facts(document).put("pd_cluster_id", own)));

        assertThat(faults())
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .startsWith("PD '" + own)
                .contains("is of the TiDB cluster that was backed up");
    }

    @Test
    void membersOnPlanesOfTwoKindsAreRefused() {
        DirectPlanes others = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(world.time)
                .build();
        List<Cluster> mixed = new ArrayList<>(world.clusters());
        mixed.set(2, world.clusters(others).get(2));

        assertThat(world.restore(mixed).check())
                .extracting(Finding::toString)
                .anyMatch(fault -> fault.contains("planes that were not made by this DirectPlanes"));
    }

    @Test
    void whatAnotherRestoreWroteBesideTheBackupIsToldAndReplaced() {
        String folder = key("k8s-a", "backupmeta").replace("backupmeta", "");
        byte[] meta = world.storage
                .get(RestoringWorld.ROOT, folder + "backupmeta")
                .orElseThrow()
                .content();
        world.storage.put(RestoringWorld.ROOT, folder + "restoremeta", meta);
        rewrite(
                "k8s-a",
                "restoremeta",
                document -> document.putObject("brfed_restore").put("operation", "another-op"));

        assertThat(check())
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .contains("restoremeta", "was written by restore another-op");
    }

    @Test
    void aPartThatCannotBeReadHidesNothingElse() {
        MEMBERS.forEach(member -> world.storage.remove(RestoringWorld.ROOT, key(member, "backupmeta")));
        world.pdRecovery.bootstrapped();
        world.kubernetes.get(1).hasPod("copy-tikv-0");

        assertThat(faults())
                .extracting(Finding::toString)
                .anyMatch(fault -> fault.contains("k8s-a") && fault.contains("no backupmeta"))
                .anyMatch(fault -> fault.contains("has had TiKV stores"))
                .anyMatch(fault -> fault.contains("k8s-b") && fault.contains("copy-tikv-0"));
    }

    @Test
    void aPartThatCannotBeReadIsNotTakenForStoresThatAreMissing() {
        world.storage.remove(RestoringWorld.ROOT, key("k8s-a", "backupmeta"));

        assertThat(faults())
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .contains("no backupmeta");
    }

    @Test
    void aVolumeThatCannotBeRebuiltHidesNothingOfTheOthers() {
        rewriteMeta("k8s-a", document -> ((ObjectNode) document.at("/tikv/stores/0/volumes/0")).put("snapshot_id", ""));
        world.ebs.deny(FakeEbs.CREATE_VOLUME);

        assertThat(faults())
                .extracting(Finding::toString)
                .anyMatch(fault -> fault.contains("has no snapshot"))
                .anyMatch(fault -> fault.contains("ec2:CreateVolume"));
    }
}
