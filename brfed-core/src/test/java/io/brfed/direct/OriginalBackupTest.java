package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.Assurance;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.RestoreReport;
import io.brfed.api.Tso;
import io.brfed.direct.OriginalMeta.Shape;
import io.brfed.testkit.tidb.Judgement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores of backups that TiDB Operator and BR took, of which nothing is known but where they lie. */
class OriginalBackupTest {
    private final RestoringWorld world = new RestoringWorld();

    private void becomesOriginal(Set<Shape> shapes) {
        world.members().forEach(member -> world.becomesOriginal(member, shapes));
    }

    private void assertRestored(RestoreReport report) {
        assertThat(report.operation().cause()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(report.commitTs()).isEqualTo(world.backup.commitTs());
        assertThat(world.judged()).isInstanceOf(Judgement.Consistent.class);
        assertThat(world.target.notTakenBack()).isEmpty();
        assertThat(world.made()).hasSize(12);
        assertThat(world.kubernetes)
                .allSatisfy(cluster -> assertThat(cluster.claimed())
                        .containsOnlyKeys(
                                "tikv-copy-tikv-0",
                                "tikv-copy-tikv-1",
                                "tikv-raft-engine-dir-copy-tikv-0",
                                "tikv-raft-engine-dir-copy-tikv-1"));
    }

    @Test
    void theNewestFormIsRestored() {
        becomesOriginal(Set.of());

        assertRestored(world.restoreFromPlaces().execute());
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void everyOtherFormIsRestored(Shape shape) {
        becomesOriginal(Set.of(shape));

        assertRestored(world.restoreFromPlaces().execute());
    }

    @Test
    void partsOfDifferentFormsAreRestoredTogether() {
        world.becomesOriginal("k8s-a", EnumSet.of(Shape.GAPS, Shape.FLOATS, Shape.FEWER_KEYS));
        world.becomesOriginal("k8s-b", EnumSet.of(Shape.IN_TREE, Shape.NO_TYPES, Shape.MORE_KEYS));
        world.becomesOriginal("k8s-c", EnumSet.of(Shape.GENERIC_OBJECTS, Shape.LATER_ZONE_KEY));

        assertRestored(world.restoreFromPlaces().execute());
    }

    @Test
    void itIsSaidThatItsPauseIsNotKnown() {
        becomesOriginal(Set.of());

        assertThat(world.restoreFromPlaces().check())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString())
                        .contains("'unknown'", "did not record which pause", "see that all members are of one backup"));
        RestoreReport report = world.restoreFromPlaces().execute();
        assertThat(report.operation().notices()).anyMatch(notice -> notice.contains("did not record which pause"));
        assertThat(report.operation().assurance()).isEqualTo(Assurance.VERIFIED);
    }

    @Test
    void pdGivesOutTimestampsTenMinutesAboveTheLastSnapshot_P15() {
        becomesOriginal(Set.of());
        Tso ceiling = Tso.at(world.lastSnapshot().plus(Duration.ofMinutes(10)));

        world.restoreFromPlaces().execute().orThrow();

        assertThat(world.target.takenBack(100).orElseThrow().commit()).isGreaterThan(ceiling);
        assertThat(world.timestamp())
                .isGreaterThan(ceiling)
                .isLessThan(Tso.at(world.lastSnapshot().plus(Duration.ofMinutes(11))));
    }

    /** One of ours recorded when the last snapshot was taken. */
    @Test
    void pdIsRaisedNoFurtherThanItMustForABackupOfOurs() {
        world.restore(world.clusters()).execute().orThrow();

        assertThat(world.timestamp()).isLessThan(Tso.at(world.lastSnapshot().plus(Duration.ofMinutes(10))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"store_id\":3,                    | \"store_id\":0,                  | is not the id of a store",
                "\"resolved_ts\":\\d+               | \"resolved_ts\":0                | resolved_ts 0",
                "\"resolved_ts\":\\d+               | \"resolved_ts\":4.5e17           | not an exact unsigned 64-bit number",
                "\"full_backup_type\":\"aws-ebs\"   | \"full_backup_type\":\"kv\"      | 'kv', not 'aws-ebs'",
                "\"full_backup_type\":\"aws-ebs\",  | ''                               | '', not 'aws-ebs'",
                "\"pvcs\":\\[.*\\],\"pvs\"          | \"pvcs\":[],\"pvs\"              | 0 claims but 4 persistent volumes",
                "\"pvs\":\\[.*\\],\"crd             | \"pvs\":null,\"crd               | 4 claims but 0 persistent volumes",
                "\"pvcs\":\\[                       | \"pvcs\":[{\"metadata\":{}},     | 5 claims but 4 persistent volumes",
                "\"kubernetes\":.*,\"options\":null,| \"kubernetes\":null,             | has no name in the metadata",
                "\"stores\":\\[.*\\]\\},\"tidb\"    | \"stores\":null},\"tidb\"        | names no TiKV store",
            })
    void whatCannotBeRestoredIsNamedBeforeAnythingIsDone(String pattern, String replacement, String words) {
        becomesOriginal(Set.of());
        String whole = new String(world.document("k8s-b", "backupmeta"), StandardCharsets.UTF_8);
        String changed = whole.replaceFirst(pattern, replacement);
        assertThat(changed).isNotEqualTo(whole);
        world.write("k8s-b", "backupmeta", changed.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> world.restoreFromPlaces().execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("k8s-b")
                .hasMessageContaining(words);
        assertThat(world.made()).isEmpty();
        assertThat(world.pdRecovery.isMarkedNow()).isFalse();
        assertThat(world.storage.objects().keySet()).noneMatch(key -> key.contains("restoremeta"));
    }

    /** The original leaves them empty where EC2 did not tell them; the persistent volumes name them as well. */
    @Test
    void zonesThatAreMissingAreTakenFromThePersistentVolumes() {
        becomesOriginal(Set.of());
        String whole = new String(world.document("k8s-b", "backupmeta"), StandardCharsets.UTF_8);
        String changed = whole.replace("\"volume_az\":\"us-west-2a\"", "\"volume_az\":\"\"");
        assertThat(changed).isNotEqualTo(whole);
        world.write("k8s-b", "backupmeta", changed.getBytes(StandardCharsets.UTF_8));

        assertRestored(world.restoreFromPlaces().execute());
    }

    @Test
    void aPdOfTheClusterThatWasBackedUpIsRefusedByWhatTheTidbClusterSays() {
        becomesOriginal(Set.of());
        String target = Long.toUnsignedString(world.targetId());
        world.members().forEach(member -> {
            String text = new String(world.document(member, "backupmeta"), StandardCharsets.UTF_8);
            world.write(
                    member,
                    "backupmeta",
                    text.replace("\"clusterID\":\"7301234567890123456\"", "\"clusterID\":\"" + target + "\"")
                            .getBytes(StandardCharsets.UTF_8));
        });

        assertThatThrownBy(() -> world.restoreFromPlaces().execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is of the TiDB cluster that was backed up");
    }

    @Test
    void aPartOfATidbClusterWithMoreStoresIsRefused() {
        becomesOriginal(Set.of());
        String text = new String(world.document("k8s-b", "backupmeta"), StandardCharsets.UTF_8);
        world.write(
                "k8s-b",
                "backupmeta",
                text.replace("\"tikv\":{\"replicas\":6,", "\"tikv\":{\"replicas\":7,")
                        .getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> world.restoreFromPlaces().execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("stores '6': are in these parts, but the TiDB cluster had [6, 7]");
    }

    @Test
    void partsOfOursAndOfTheOriginalsDoNotBelongTogether() {
        world.becomesOriginal("k8s-b", Set.of());

        assertThatThrownBy(() -> world.restoreFromPlaces().execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is not the same for all members");
    }

    @Test
    void oursIsRestoredAfterBrHasWrittenItAgain() {
        world.members()
                .forEach(member ->
                        world.write(member, "backupmeta", BrRewriting.of(world.document(member, "backupmeta"))));

        RestoreReport report = world.restore(world.clusters()).execute();

        assertRestored(report);
        assertThat(report.operation().notices()).anyMatch(notice -> notice.contains("did not record which pause"));
    }

    @Test
    void anOriginalPartWhoseSnapshotsAreGoneIsRefused() {
        becomesOriginal(Set.of());
        world.snapshotVanishes();

        assertThatThrownBy(() -> world.restoreFromPlaces().execute())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("of the 4 snapshots at")
                .hasMessageContaining("only 3 exist");
    }
}
