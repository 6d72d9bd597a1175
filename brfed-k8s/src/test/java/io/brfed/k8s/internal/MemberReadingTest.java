package io.brfed.k8s.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberReadingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TidbClusterRef TIDB = new TidbClusterRef("tidb", "prod");

    private static Member member(OperationKind kind) {
        return new Member(kind, new OperationName("n"), new ClusterName("k8s-a"), TIDB);
    }

    private static ObjectNode object(OperationKind kind) {
        Stamp stamp = new Stamp(
                new OperationId("op"),
                kind,
                new OperationName("n"),
                "digest",
                List.of(new Placement(new ClusterName("k8s-a"), TIDB)),
                new ClusterName("k8s-a"),
                new ClusterName("k8s-a"),
                Instant.EPOCH,
                Deadlines.defaults(kind),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
        ObjectNode object = JSON.createObjectNode();
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", "fed-n").put("namespace", "tidb").put("creationTimestamp", "2026-11-22T10:00:00Z");
        ObjectNode annotations = metadata.putObject("annotations");
        stamp.fields().forEach((name, value) -> annotations.put("brfed.io/" + name, value));
        return object;
    }

    private static ObjectNode backup() {
        ObjectNode object = object(OperationKind.BACKUP);
        object.putObject("spec").put("backupMode", "volume-snapshot").put("federalVolumeBackupPhase", "execute");
        return object;
    }

    private static void condition(ObjectNode object, String type, String at) {
        ObjectNode status = object.withObjectProperty("status");
        status.put("phase", type);
        ArrayNode conditions = status.withArrayProperty("conditions");
        conditions.addObject().put("type", type).put("status", "True").put("lastTransitionTime", at);
    }

    private static MemberState backup(ObjectNode object) {
        return MemberReading.state(member(OperationKind.BACKUP), new StoredMember(OperationKind.BACKUP, object));
    }

    private static MemberState restore(ObjectNode object) {
        return MemberReading.state(member(OperationKind.RESTORE), new StoredMember(OperationKind.RESTORE, object));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"metadata\":null}",
                "{\"metadata\":{\"name\":\"fed-n\",\"annotations\":null},\"spec\":null,\"status\":null}",
                "{\"metadata\":{\"name\":\"fed-n\"},\"spec\":{\"br\":null,\"s3\":null},\"status\":{\"conditions\":null}}",
                "{\"metadata\":{\"name\":\"fed-n\"},\"spec\":\"odd\",\"status\":[1,2]}"
            })
    void whateverStandsThereWithoutAStampIsForeign_A5(String object) throws Exception {
        MemberState state = backup((ObjectNode) JSON.readTree(object));

        assertThat(state.presence()).isEqualTo(Presence.FOREIGN);
        assertThat(state.detail()).contains("fed-n");
    }

    @Test
    void aMemberOfOursMayLackEverythingElse_A3_A4_A5() {
        MemberState state = backup(object(OperationKind.BACKUP));

        assertThat(state.presence()).isEqualTo(Presence.LIVE);
        assertThat(state.desired()).isEmpty();
        assertThat(state.conditions()).isEmpty();
        assertThat(state.location()).isEmpty();
        assertThat(state.commitTs()).isEmpty();
        assertThat(state.pause()).isPresent();
    }

    @Test
    void aCopyOfOurManifestUnderAnotherNameIsForeign_B13() {
        ObjectNode copy = backup();
        copy.withObjectProperty("metadata").put("name", "fed-copy");

        assertThat(backup(copy).presence()).isEqualTo(Presence.FOREIGN);
    }

    @Test
    void anObjectThatIsBeingDeletedSaysSo_B6() {
        ObjectNode object = backup();
        object.withObjectProperty("metadata").put("deletionTimestamp", "2026-11-22T10:00:01Z");

        assertThat(backup(object).presence()).isEqualTo(Presence.DELETING);
    }

    @Test
    void conditionsOfABackupCountOnlyInVolumeSnapshotMode() {
        ObjectNode object = backup();
        condition(object, "VolumeBackupInitialized", "2026-11-22T10:00:05Z");
        assertThat(backup(object).reached(Condition.INITIALIZED))
                .contains(Reached.of(Condition.INITIALIZED, Instant.parse("2026-11-22T10:00:05Z")));

        object.withObjectProperty("spec").put("backupMode", "snapshot");
        assertThat(backup(object).conditions()).isEmpty();
    }

    @Test
    void aConditionThatIsNotTrueDoesNotCount() {
        ObjectNode object = backup();
        object.withObjectProperty("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Complete")
                .put("status", "False");

        assertThat(backup(object).conditions()).isEmpty();
    }

    @Test
    void conditionsStayWhenThePhaseMovesOn() {
        ObjectNode object = object(OperationKind.RESTORE);
        object.putObject("spec").put("federalVolumeRestorePhase", "restore-finish");
        for (String type : List.of(
                "VolumeComplete", "WarmUpStarted", "TikvComplete", "DataComplete", "Complete", "WarmUpComplete")) {
            condition(object, type, "2026-11-22T10:00:05Z");
        }

        MemberState state = restore(object);

        assertThat(state.detail()).isEqualTo("WarmUpComplete");
        assertThat(state.conditions())
                .extracting(Reached::condition)
                .containsExactlyInAnyOrder(
                        Condition.VOLUMES_RESTORED,
                        Condition.WARM_UP_STARTED,
                        Condition.TIKV_READY,
                        Condition.DATA_RESTORED,
                        Condition.COMPLETE,
                        Condition.WARM_UP_COMPLETE);
        assertThat(state.desired()).contains(Phase.RESTORE_FINISH);
    }

    @Test
    void aRetryIsShownWithItsTextWhileItLasts_B1() {
        ObjectNode object = backup();
        condition(object, "RetryFailed", "2026-11-22T10:00:05Z");
        ((ObjectNode) object.at("/status/conditions/0"))
                .put("reason", "NoSecret")
                .put("message", "secret s3 not found");

        assertThat(backup(object).reached(Condition.RETRYING).orElseThrow())
                .returns("NoSecret", Reached::reason)
                .returns("secret s3 not found", Reached::message);

        condition(object, "VolumeBackupInitialized", "2026-11-22T10:00:09Z");
        assertThat(backup(object).has(Condition.RETRYING)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1", "1.5", "99999999999999999999999"})
    void aCommitTsThatIsNoNumberIsNone_B11(String text) {
        ObjectNode object = backup();
        object.withObjectProperty("status").put("commitTs", text);

        assertThat(backup(object).commitTs()).isEmpty();
    }

    @Test
    void reportsCommitTsSizeLocationAndProgress() {
        ObjectNode object = backup();
        ObjectNode status = object.withObjectProperty("status");
        status.put("commitTs", "18446744073709551615")
                .put("backupSize", 83_000_000)
                .put("backupPath", "s3://b/p-k8s-a");
        status.putArray("progresses").addObject().put("step", "Full Backup").put("progress", 42.5);

        MemberState state = backup(object);

        assertThat(state.commitTs()).contains(Tso.parse("18446744073709551615"));
        assertThat(state.size()).contains(new ByteSize(83_000_000));
        assertThat(state.location()).contains(new BackupLocation("s3://b/p-k8s-a"));
        assertThat(state.progress()).contains(0.425);
    }

    @Test
    void beforeAPathIsReportedTheLocationIsWhatWasAskedFor() {
        ObjectNode object = backup();
        object.withObjectProperty("spec").putObject("s3").put("bucket", "b").put("prefix", "p/x");

        assertThat(backup(object).location()).contains(new BackupLocation("s3://b/p/x"));
    }

    @Test
    void anInitFailureAfterThePauseWasGivenBackIsIgnored_B19() {
        ObjectNode object = backup();
        condition(object, "VolumeBackupInitialized", "2026-11-22T10:00:05Z");
        condition(object, "VolumeBackupInitializeComplete", "2026-11-22T10:00:30Z");
        condition(object, "VolumeBackupInitializeFailed", "2026-11-22T10:00:30Z");

        assertThat(backup(object).has(Condition.INITIALIZE_FAILED)).isFalse();
        assertThat(backup(object).has(Condition.PAUSE_ENDED)).isTrue();
    }

    @Test
    void anInitFailureBeforeThePauseWasGivenBackCounts_B19() {
        ObjectNode object = backup();
        condition(object, "VolumeBackupInitializeFailed", "2026-11-22T10:00:29Z");
        condition(object, "VolumeBackupInitializeComplete", "2026-11-22T10:00:30Z");

        assertThat(backup(object).has(Condition.INITIALIZE_FAILED)).isTrue();
    }

    @Test
    void aTeardownThatFailsOnlyForThatIsComplete_B19() {
        ObjectNode object = backup();
        object.withObjectProperty("spec").put("federalVolumeBackupPhase", "teardown");
        condition(object, "VolumeBackupInitializeComplete", "2026-11-22T10:00:30Z");
        condition(object, "VolumeBackupInitializeFailed", "2026-11-22T10:00:40Z");
        condition(object, "VolumeBackupComplete", "2026-11-22T10:01:00Z");
        condition(object, "Failed", "2026-11-22T10:01:10Z");

        assertThat(backup(object).has(Condition.FAILED)).isFalse();
        assertThat(backup(object).has(Condition.COMPLETE)).isTrue();
    }

    @Test
    void aTeardownThatFailsForMoreIsFailed_B19() {
        ObjectNode object = backup();
        object.withObjectProperty("spec").put("federalVolumeBackupPhase", "teardown");
        condition(object, "VolumeBackupInitializeComplete", "2026-11-22T10:00:30Z");
        condition(object, "VolumeBackupInitializeFailed", "2026-11-22T10:00:40Z");
        condition(object, "VolumeBackupFailed", "2026-11-22T10:01:00Z");
        condition(object, "Failed", "2026-11-22T10:01:10Z");

        assertThat(backup(object).has(Condition.FAILED)).isTrue();
        assertThat(backup(object).has(Condition.VOLUMES_FAILED)).isTrue();
    }
}
