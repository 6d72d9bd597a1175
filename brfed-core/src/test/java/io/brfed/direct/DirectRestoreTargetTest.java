package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Finding;
import io.brfed.api.Finding.Severity;
import io.brfed.api.OperationId;
import io.brfed.spi.ClusterInventory.Replicas;
import io.brfed.spi.RestoreTarget.Encryption;
import io.brfed.spi.RestoreTarget.Specification;
import io.brfed.spi.RestoreTarget.Versions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the TidbClusters that are restored into are what was backed up. */
class DirectRestoreTargetTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Versions SAME = new Versions("v8.5.0", "v8.5.0");

    private final RestoringWorld world = new RestoringWorld();

    private List<Finding> check() {
        return world.restore(world.clusters()).check();
    }

    private Specification specification() {
        return world.kubernetes.get(0).target().specification();
    }

    private Specification with(Versions versions, int tiflash, Encryption encryption) {
        Replicas all = specification().replicas();
        return new Specification(
                versions,
                new Replicas(all.pd(), all.tikv(), all.tidb(), tiflash),
                specification().tikvVolumes(),
                encryption);
    }

    private void wanted(Specification specification) {
        world.kubernetes.get(0).specified(specification);
    }

    private void backedUp(Specification specification) {
        world.kubernetes.get(0).backedUp(specification);
    }

    private void assertOne(Severity severity, String field, String words) {
        assertThat(check()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.toString()).contains("k8s-a").contains(words);
            assertThat(finding.field()).endsWith(field);
        });
    }

    @Test
    void anotherRestoresWordThatTheVolumesAreReadyIsAFault() {
        world.time.await(
                world.kubernetes.get(0).startTikv(RestoringWorld.COPY, new OperationId("another"), LIMIT), LIMIT);

        assertOne(Severity.FAULT, "tikv-volumes-ready", "another restore has let TiKV start");
    }

    @Test
    void otherVolumesThanThoseOfTheBackupAreAFault() {
        world.kubernetes.get(0).volumes("tikv");

        assertOne(Severity.FAULT, "spec.tikv.storageVolumes", "the stores of the backup have volumes");
    }

    @ParameterizedTest
    @CsvSource({"v8.4.9, v8.5.0, spec.tikv.version", "v8.5.0, 8.4.9, spec.tidb.version"})
    void anOlderVersionIsAFault(String tikv, String tidb, String field) {
        wanted(with(new Versions(tikv, tidb), 0, Encryption.NONE));

        assertOne(Severity.FAULT, field, "is older than the backup's");
    }

    @ParameterizedTest
    @CsvSource({"v8.5.0, v8.5.0", "v8.5.1-pre, v9.0", "8.5.0, v8.10.0"})
    void theSameVersionOrALaterOneIsNot(String tikv, String tidb) {
        wanted(with(new Versions(tikv, tidb), 0, Encryption.NONE));

        assertThat(check()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "nightly", "latest"})
    void aVersionThatNobodyCanCompareIsTold(String tikv) {
        wanted(with(new Versions(tikv, "v8.5.0"), 0, Encryption.NONE));

        assertOne(Severity.NOTICE, "spec.tikv.version", "cannot be compared");
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "2, 0", "2, 2"})
    void tiflashIsRefusedByTheNativeRecovery(int backup, int here) {
        backedUp(with(SAME, backup, Encryption.NONE));
        wanted(with(SAME, here, Encryption.NONE));

        assertOne(Severity.FAULT, "spec.tiflash", "let BR recover the data");
    }

    @ParameterizedTest
    @CsvSource({
        "plaintext, plaintext, '', data-encryption-method",
        "aes128-ctr, kms, k-1, data-encryption-method",
        "aes256-ctr, file, k-1, master-key.type",
        "aes256-ctr, kms, k-2, master-key",
    })
    void encryptionOfAnotherKindOrWithAnotherKeyIsAFault(String method, String type, String key, String field) {
        backedUp(with(SAME, 0, new Encryption("aes256-ctr", "kms", "k-1")));
        wanted(with(SAME, 0, new Encryption(method, type, key)));

        assertThat(check())
                .filteredOn(finding -> finding.severity() == Severity.FAULT)
                .extracting(Finding::field)
                .anyMatch(found -> found.endsWith("security.encryption." + field));
    }

    @Test
    void aBackupInClearMayBeRestoredWithEncryption() {
        wanted(with(SAME, 0, new Encryption("aes256-ctr", "kms", "k-1")));

        assertThat(check()).isEmpty();
    }

    @Test
    void theSameEncryptionIsNoFinding() {
        backedUp(with(SAME, 0, new Encryption("aes256-ctr", "file", "/keys/k")));
        wanted(with(SAME, 0, new Encryption("aes256-ctr", "file", "/keys/k")));

        assertThat(check()).isEmpty();
    }

    @Test
    void aMasterKeyThatCannotBeUsedIsAFaultBeforeAnythingIsDone() {
        backedUp(with(SAME, 0, new Encryption("aes256-ctr", "kms", "k-1")));
        wanted(with(SAME, 0, new Encryption("aes256-ctr", "kms", "k-1")));
        world.ebs.breakKey("k-1");

        assertOne(Severity.FAULT, "KMS key", "cannot be used");
    }
}
