package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.api.VolumeId;
import io.brfed.spi.Key;
import io.brfed.spi.NewVolume;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.VolumeTags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A whole backup and the whole restore of it, from the entry, by every adapter and over the wires of Kubernetes, EC2, S3, PD
 * and TiKV; then what is on the servers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DirectRestoreOverTheWireTest {
    private final WiredFederation wired = WiredFederation.start();
    private final Map<String, String> firstPods = new TreeMap<>();
    private BackupReport backup;
    private RestoreReport report;

    @BeforeAll
    void backUpAndRestore() {
        backup = wired.write().backup();
        WiredFederation.NAMES.forEach(name -> wired.server(name).objects().onWrite(write -> {
            if (write.resource().equals(RecoveryOperator.PODS) && write.type().equals("ADDED")) {
                firstPods.putIfAbsent(
                        name + "/" + write.name(),
                        write.object().at("/metadata/uid").asText());
            }
        }));
        report = wired.restore(
                        backup,
                        wired.clusters(
                                wired.planes(wired.copyTikv().storeRecovery()).build()))
                .execute();
    }

    @AfterAll
    void close() {
        wired.close();
    }

    private static List<JsonNode> volumes(JsonNode document) {
        List<JsonNode> volumes = new ArrayList<>();
        document.at("/tikv/stores").forEach(store -> store.path("volumes").forEach(volumes::add));
        return volumes;
    }

    @Test
    void isCompleteAndVerified() {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(report.operation().leftBehind()).isEmpty();
        assertThat(report.commitTs()).isEqualTo(backup.commitTs());
    }

    @Test
    void everyKeyHoldsWhatItHeldAtTheTimestampOfTheBackup_P15() {
        Map<String, String> expected = wired.captured(backup.commitTs().orElseThrow());

        assertThat(expected).hasSizeGreaterThan(100).doesNotContainValue("too late");
        assertThat(wired.captured(new Tso(-1))).containsValue("too late");
        assertThat(wired.copy().contents().latest()).isEqualTo(expected);
        assertThat(wired.copy().contents().locked()).isEmpty();
        assertThat(wired.copy().notTakenBack()).isEmpty();
    }

    @Test
    void everyRegionIsLed() {
        List<RegionRoute> routes =
                WiredFederation.await(wired.copyTikv().pd().regions(Key.UNBOUNDED, 100, Duration.ofSeconds(10)));

        assertThat(routes)
                .extracting(route -> route.region().id())
                .containsExactlyInAnyOrderElementsOf(wired.regions());
        assertThat(routes).allSatisfy(route -> assertThat(route.leader()).isPresent());
    }

    @Test
    void pdIsMarkedNoMoreAndGivesOutTimestampsAndIdsAboveThoseOfTheBackup_P14_P25() {
        Tso now = WiredFederation.await(wired.copyTikv().pd().timestamp(Duration.ofSeconds(10)));

        assertThat(wired.copy().pd().isMarked()).isFalse();
        for (String name : WiredFederation.NAMES) {
            JsonNode own = wired.document("nightly-" + name + "/backupmeta").path("brfed");
            assertThat(now).isGreaterThan(Tso.parse(own.path("closing_ts").asText()));
            assertThat(wired.copy().pd().lastId())
                    .isGreaterThan(own.path("id_high_water").asLong());
        }
        assertThat(wired.copy().pd().pausedSchedulers()).isEmpty();
        assertThat(wired.copy().pd().temporarySettings()).isEmpty();
        assertThat(wired.copy().pd().gcHolds()).isEmpty();
    }

    @Test
    void eachSnapshotBecameOneVolumeThatNamesItsClaim_V29_V30() {
        assertThat(wired.made()).hasSize(WiredFederation.VOLUMES);
        assertThat(wired.made())
                .extracting(volume -> volume.snapshot().orElseThrow())
                .doesNotHaveDuplicates();
        for (String name : WiredFederation.NAMES) {
            for (ObjectNode object : wired.restored(name, RecoveryOperator.VOLUMES)) {
                NewVolume volume =
                        volume(new VolumeId(object.at("/spec/csi/volumeHandle").asText()));
                String persistent = object.at("/metadata/name").asText();
                assertThat(volume.zone()).isEqualTo("us-west-2a");
                assertThat(volume.tags())
                        .containsEntry(VolumeTags.CSI_CLUSTER, "true")
                        .containsEntry(VolumeTags.CSI_VOLUME_NAME, persistent)
                        .containsEntry(VolumeTags.PV_NAME, persistent)
                        .containsEntry(
                                VolumeTags.PVC_NAME,
                                object.at("/spec/claimRef/name").asText())
                        .containsEntry(VolumeTags.PVC_NAMESPACE, WiredFederation.RESTORED)
                        .containsEntry(
                                VolumeTags.OPERATION, report.operation().id().value());
            }
        }
    }

    private NewVolume volume(VolumeId id) {
        return wired.made().stream()
                .filter(volume -> volume.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not among " + wired.made()));
    }

    @Test
    void everyPodHasItsClaimsAndTheyTheirPersistentVolumes() {
        for (String name : WiredFederation.NAMES) {
            List<ObjectNode> claims = wired.restored(name, RecoveryOperator.CLAIMS);
            assertThat(claims)
                    .extracting(claim -> claim.at("/metadata/name").asText())
                    .containsExactlyInAnyOrder(
                            "tikv-copy-tikv-0", "tikv-raft-copy-tikv-0", "tikv-copy-tikv-1", "tikv-raft-copy-tikv-1");
            assertThat(claims).allSatisfy(claim -> {
                ObjectNode volume = wired.server(name)
                        .objects()
                        .get(
                                "persistentvolumes",
                                "",
                                claim.at("/spec/volumeName").asText());
                assertThat(volume.at("/spec/claimRef/name")).isEqualTo(claim.at("/metadata/name"));
                assertThat(volume.at("/metadata/annotations").path("tikv-volume-restore/volume-id"))
                        .isEqualTo(volume.at("/spec/csi/volumeHandle"));
            });
        }
    }

    @Test
    void restoremetaNamesTheVolumeOfEachSnapshot_V25() {
        for (String name : WiredFederation.NAMES) {
            JsonNode written = wired.document("nightly-" + name + "/restoremeta");

            assertThat(volumes(written)).hasSize(4).allSatisfy(volume -> {
                VolumeId made = new VolumeId(volume.path("restore_volume_id").asText());
                assertThat(volume(made).snapshot().orElseThrow().value())
                        .isEqualTo(volume.path("snapshot_id").asText());
            });
            assertThat(wired.document("nightly-" + name + "/backupmeta").path("tikv"))
                    .as("the backup stays as it was")
                    .isNotEqualTo(written.path("tikv"));
        }
    }

    @Test
    void theOriginalCanReadWhatTheBackupAndTheRestoreWrote() {
        for (String name : WiredFederation.NAMES) {
            String folder = "nightly-" + name + "/";
            assertThat(StrictOriginalReader.clusterMeta(wired.content(folder + "clustermeta")))
                    .isEmpty();
            assertThat(StrictOriginalReader.backupMeta(wired.content(folder + "backupmeta")))
                    .isEmpty();
            assertThat(StrictOriginalReader.restoreMeta(wired.content(folder + "restoremeta")))
                    .isEmpty();
            assertThat(wired.document(folder + "backupmeta")
                            .at("/tikv/replicas")
                            .asInt())
                    .as("the TiKV stores that will register, in all Kubernetes clusters")
                    .isEqualTo(WiredFederation.NAMES.size() * WiredFederation.STORES_EACH);
        }
    }

    @Test
    void tikvWasStartedAnewAndTheTidbClusterIsInService_P26() {
        for (String name : WiredFederation.NAMES) {
            ObjectNode cluster = wired.server(name)
                    .objects()
                    .get(RecoveryOperator.TIDB_CLUSTERS, WiredFederation.RESTORED, WiredFederation.COPY);
            assertThat(cluster.at("/spec/recoveryMode").asBoolean(true)).isFalse();
            assertThat(cluster.at("/metadata/annotations").has(RecoveryOperator.WORD))
                    .isFalse();
            assertThat(cluster.at("/status/conditions/0/type").asText()).isEqualTo("Ready");
            wired.pods(name)
                    .forEach((pod, uid) -> assertThat(firstPods.get(name + "/" + pod))
                            .isNotNull()
                            .isNotEqualTo(uid));
            assertThat(wired.pods(name)).hasSize(WiredFederation.STORES_EACH);
        }
        assertThat(wired.copy().stores())
                .allSatisfy(store -> assertThat(store.panic()).isEmpty());
    }

    @Test
    void nothingOfTheSourceWasTouched() {
        for (String name : WiredFederation.NAMES) {
            assertThat(wired.server(name).objects().list("persistentvolumes", "").stream()
                            .filter(volume -> volume.at("/spec/claimRef/namespace")
                                    .asText()
                                    .equals("tidb")))
                    .hasSize(4);
        }
        assertThat(wired.ebs().snapshots()).hasSize(WiredFederation.VOLUMES);
    }
}
