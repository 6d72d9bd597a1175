package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.Federation;
import io.brfed.VerifyBuilder;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.Finding;
import io.brfed.api.Finding.Severity;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VerificationReport;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeStorage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A look at a backup without restoring it. */
class VerifyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String META = "nightly-k8s-b/backupmeta";

    private final DirectWorld world = DirectWorld.of(3);
    private final BackupReport backup = world.backup(world.clusters()).execute();

    private VerifyBuilder looking() {
        return Federation.verify(backup)
                .from(world.storage.at(DirectWorld.ROOT), world.ebs.volumeProvider())
                .scheduler(world.time);
    }

    private VerificationReport seen() {
        return looking().execute();
    }

    private void rewrite(String from, String to) {
        String text = new String(world.object(META), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        world.storage.put(DirectWorld.ROOT, META, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    private static void assertFault(VerificationReport report, String field, String words) {
        assertThat(report.sound()).isFalse();
        assertThat(report.all())
                .filteredOn(finding -> finding.severity() == Severity.FAULT)
                .extracting(Finding::toString)
                .anySatisfy(text -> assertThat(text).startsWith(field).contains(words));
    }

    private SnapshotId snapshotOfB() {
        return world.ebs.snapshots().stream()
                .filter(snapshot -> snapshot.tags().containsValue("k8s-b"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void aCompleteBackupIsSoundAndSaysOfWhatItConsists() {
        VerificationReport report = seen();

        assertThat(report.all()).isEmpty();
        assertThat(report.sound()).isTrue();
        assertThat(report.pauseIdentity()).isEqualTo(backup.pauseIdentity()).isPresent();
        assertThat(report.commitTs()).isEqualTo(backup.commitTs());
        assertThat(report.members()).hasSize(3).allSatisfy(part -> {
            assertThat(part.stores()).isPositive();
            assertThat(part.snapshots()).isPositive();
            assertThat(part.volumes()).isGreaterThan(new ByteSize(0));
        });
    }

    @Test
    void changesNothing() {
        Map<String, ?> before = Map.copyOf(world.storage.objects());
        long created = world.ebs.count(FakeEbs.CREATE);

        seen();

        assertThat(world.storage.objects()).isEqualTo(before);
        assertThat(world.ebs.count(FakeEbs.CREATE)).isEqualTo(created);
        assertThat(world.ebs.count(FakeEbs.DELETE)).isZero();
    }

    @Test
    void aSnapshotThatIsGoneIsNamed() {
        SnapshotId lost = snapshotOfB();
        world.time.await(world.ebs.provider().delete(lost, LIMIT), LIMIT);

        assertFault(seen(), "snapshots '" + lost + "'", "do not exist");
    }

    @Test
    void aPartWithoutItsMetadataIsNamedBesideTheOthers() {
        world.storage.remove(DirectWorld.ROOT, META);

        VerificationReport report = seen();

        assertFault(report, "backupmeta", "is not there");
        assertFault(report, "stores", "the TiDB cluster had more");
        assertThat(report.members()).extracting(part -> part.findings().size()).containsExactly(0, 1, 0);
    }

    @Test
    void metadataThatWasCutShortIsNamed() {
        byte[] whole = world.object(META);
        world.storage.put(DirectWorld.ROOT, META, Arrays.copyOf(whole, whole.length / 2));

        assertFault(seen(), "backupmeta", "written only in part");
    }

    @Test
    void partsOfDifferentPausesAreTold() {
        rewrite(backup.pauseIdentity().orElseThrow(), "another-pause");

        VerificationReport report = seen();

        assertFault(report, "pause_identity", "another-pause (k8s-b)");
        assertThat(report.pauseIdentity()).isEmpty();
    }

    @Test
    void aPartOfTheOriginalLeavesThePauseUnknown() {
        rewrite("\"brfed\"", "\"unknown_key\"");

        VerificationReport report = seen();

        assertThat(report.sound()).isTrue();
        assertThat(report.pauseIdentity()).isEmpty();
        assertThat(report.all()).extracting(Finding::field).containsExactly("pause_identity");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"snapshot_id\":\"snap-', '\"snapshot_ld\":\"snap-', has no snapshot",
        "'\"volume_id\":\"vol-', '\"volume_ld\":\"vol-', has no id",
        "temporary/volume-id, temporary/volume, has no persistent volume",
        "'\"claimRef\":', '\"claimed\":', is bound to no claim",
        "-tikv-0, -tikv-x, 'is not called'",
        "'\"volume_az\":\"', '\"volume_zone\":\"', neither in",
        "ebs.csi.aws.com, ebs.csi.eks.amazonaws.com, belongs to the driver",
        "'\"store_id\":', '\"store_ld\":', is not the id of a store",
    })
    void whatARestoreRefusesIsNotSound(String part, String other, String problem) {
        rewrite(part, other);

        assertFault(seen(), "", problem);
    }

    @Test
    void aVolumeThatIsListedTwiceIsNotSound() {
        String text = new String(world.object(META), StandardCharsets.UTF_8);
        List<String> volumes = Pattern.compile("\"volume_id\":\"(vol-[0-9a-z]+)\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        rewrite("\"volume_id\":\"" + volumes.get(1), "\"volume_id\":\"" + volumes.get(0));

        assertFault(seen(), "volume", "is listed twice");
    }

    @Test
    void membersThatDisagreeHowManyStoresThereWereAreTold() {
        rewrite("\"tikv\":{\"replicas\":", "\"tikv\":{\"replicas\":1");

        assertFault(seen(), "tikv.replicas", "is not the same for all members");
    }

    @Test
    void moreStoresThanTheTidbClusterHadAreNotSound() {
        for (String member : List.of("k8s-a", "k8s-b", "k8s-c")) {
            String key = "nightly-" + member + "/backupmeta";
            String text = new String(world.object(key), StandardCharsets.UTF_8);
            String fewer = text.replaceFirst("\"tikv\":\\{\"replicas\":\\d+", "\"tikv\":{\"replicas\":2");
            world.storage.put(DirectWorld.ROOT, key, fewer.getBytes(StandardCharsets.UTF_8));
        }

        assertFault(seen(), "stores", "the TiDB cluster had fewer");
    }

    @Test
    void snapshotsOfAnotherMemberAreNotTakenForThisOnes() {
        SnapshotId mine = snapshotOfB();
        SnapshotId theirs = world.ebs.snapshots().stream()
                .filter(snapshot -> snapshot.tags().containsValue("k8s-c"))
                .findFirst()
                .orElseThrow()
                .id();
        rewrite(mine.toString(), theirs.toString());

        VerificationReport report = seen();

        assertFault(report, "snapshots '" + theirs + "'", "tags of another operation");
        assertFault(report, "snapshot " + theirs, "in the parts of both");
    }

    @Test
    void aMemberThatWasForgottenIsMissed() {
        Map<String, BackupLocation> locations = new LinkedHashMap<>();
        backup.members().stream()
                .limit(2)
                .forEach(member -> locations.put(
                        member.cluster().value(), member.location().orElseThrow()));

        VerificationReport report = Federation.verify(locations)
                .from(world.storage.at(DirectWorld.ROOT), world.ebs.volumeProvider())
                .scheduler(world.time)
                .execute();

        assertFault(report, "stores", "had more");
    }

    @Test
    void encryptionThatWasExpectedIsMissed() {
        assertFault(looking().encrypted().execute(), "snapshots", "are not encrypted");
    }

    @Test
    void aStorageThatDoesNotAnswerIsAFindingOfItsMember() {
        world.storage.failNext(FakeStorage.Action.READ, Fault.REFUSED);

        VerificationReport report = seen();

        assertFault(report, "backupmeta", "could not be read");
    }

    @Test
    void rightsThatAreMissingAreAFindingAndNoSnapshotIsCalledGone() {
        world.ebs.deny("DescribeSnapshots");

        VerificationReport report = seen();

        assertFault(report, "snapshots", "could not be read");
        assertThat(report.all()).noneMatch(finding -> finding.problem().contains("do not exist"));
    }

    @Test
    void aLocationOutsideTheStorageIsNamed() {
        VerificationReport report = Federation.verify(Map.of("k8s-a", new BackupLocation("s3://elsewhere/nightly")))
                .from(world.storage.at(DirectWorld.ROOT), world.ebs.volumeProvider())
                .scheduler(world.time)
                .execute();

        assertFault(report, "location", "does not lie in the storage");
    }

    @Test
    void everythingThatIsWrongWithTheRequestIsSaidAtOnce() {
        VerifyBuilder faulty = Federation.verify(backup)
                .member("k8s-a", world.storage.at(DirectWorld.ROOT), world.ebs.volumeProvider())
                .member("k8s-z", world.storage.at(DirectWorld.ROOT), world.ebs.volumeProvider());

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(faulty::execute)
                .satisfies(refused -> assertThat(refused.findings())
                        .extracting(Finding::value)
                        .containsExactlyInAnyOrder("k8s-b", "k8s-c", "k8s-z"));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> looking().callLimit(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
