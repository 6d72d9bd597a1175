package io.brfed.k8s.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateRulesTest {
    @Test
    void unknownEnumValuesOfABackupAreFaults_B15() {
        List<Finding> findings = backup("{cleanPolicy: delete, calcSizeLevel: some}");

        assertThat(findings)
                .extracting(Finding::field, Finding::value)
                .containsExactly(tuple("t.cleanPolicy", "delete"), tuple("t.calcSizeLevel", "some"));
        assertThat(findings.get(0).advice()).contains("Retain, OnFailure, Delete");
    }

    @Test
    void everyKnownEnumValueIsAccepted() {
        for (String policy : List.of("Retain", "OnFailure", "Delete", "''")) {
            assertThat(backup("{cleanPolicy: " + policy + "}")).isEmpty();
        }
        for (String level : List.of("all", "full", "incremental", "none", "''")) {
            assertThat(backup("{calcSizeLevel: " + level + "}")).isEmpty();
        }
    }

    @Test
    void deletionRatiosOutsideOfTheRangeAreFaults() {
        assertThat(backup("{snapshotsDeleteRatio: 0.09}"))
                .singleElement()
                .extracting(Finding::value)
                .isEqualTo("0.09");
        assertThat(backup("{snapshotsDeleteRatio: 2.01}")).hasSize(1);
        assertThat(backup("{snapshotsDeleteRatio: 0.1}")).isEmpty();
        assertThat(backup("{snapshotsDeleteRatio: 2}")).isEmpty();
    }

    @Test
    void aPauseWithoutTimeIsAFault() {
        assertThat(backup("{volumeBackupInitJobMaxActiveSeconds: 0}")).hasSize(1);
        assertThat(backup("{volumeBackupInitJobMaxActiveSeconds: 1}")).isEmpty();
    }

    @Test
    void aWarmUpWithoutImageIsAFault_C3() {
        assertThat(restore("{warmup: sync}")).extracting(Finding::field).containsExactly("t.warmupImage");
        assertThat(restore("{warmup: async, warmupImage: w:1}")).isEmpty();
    }

    @Test
    void unknownWarmUpsAndStrategiesAreFaults_C3() {
        assertThat(restore("{warmup: later, warmupImage: w:1, warmupStrategy: slow}"))
                .extracting(Finding::field)
                .containsExactly("t.warmup", "t.warmupStrategy");
    }

    @Test
    void checkWalOnlyNeedsASynchronousWarmUp_C4() {
        assertThat(restore("{warmup: async, warmupImage: w:1, warmupStrategy: check-wal-only}"))
                .extracting(Finding::field)
                .containsExactly("t.warmupStrategy");
        assertThat(restore("{warmupStrategy: check-wal-only}")).hasSize(1);
        assertThat(restore("{warmup: sync, warmupImage: w:1, warmupStrategy: check-wal-only}"))
                .isEmpty();
    }

    @Test
    void aConcurrencyOfNothingIsAFault() {
        assertThat(backup("{br: {concurrency: 0}}")).extracting(Finding::field).containsExactly("t.br.concurrency");
        assertThat(restore("{br: {concurrency: -1}}")).hasSize(1);
    }

    @Test
    void storageWithoutS3IsAFault_A4() {
        assertThat(TemplateRules.storage("t", tree("{gcs: {projectId: p}}")))
                .extracting(Finding::field)
                .containsExactly("t.gcs", "t.s3");
        assertThat(TemplateRules.storage("", tree("{}")))
                .extracting(Finding::field)
                .containsExactly("s3");
    }

    @Test
    void incompleteS3StorageIsAFaultForEachMissingPart() {
        assertThat(TemplateRules.storage("t", tree("{s3: {endpoint: minio}}")))
                .extracting(Finding::field)
                .containsExactly("t.s3.provider", "t.s3.bucket", "t.s3.prefix", "t.s3.endpoint");
        assertThat(TemplateRules.storage(
                        "t", tree("{s3: {provider: ceph, bucket: b, prefix: p, endpoint: 'http://minio:9000'}}")))
                .isEmpty();
    }

    @Test
    void namesThatLeadToJobNamesBeyondTheLimitAreFaults() {
        assertThat(backupName("a".repeat(47))).isEmpty();
        assertThat(backupName("a".repeat(48)))
                .singleElement()
                .extracting(Finding::advice)
                .isEqualTo("use at most 47 characters");
        assertThat(restoreName("a".repeat(46), TemplateRules.WarmUp.NONE)).isEmpty();
        assertThat(restoreName("a".repeat(47), TemplateRules.WarmUp.NONE)).hasSize(1);
    }

    @Test
    void warmUpJobsShortenTheNamesOfRestores() {
        TemplateRules.WarmUp warmUp = new TemplateRules.WarmUp("sync", "a-long-tidb-cluster");

        assertThat(restoreName("a".repeat(24), warmUp)).isEmpty();
        assertThat(restoreName("a".repeat(25), warmUp))
                .singleElement()
                .extracting(Finding::advice)
                .isEqualTo("use at most 24 characters");
    }

    @Test
    void namesThatAreNoDnsLabelsAreFaults() {
        for (String name : List.of("Nightly", "a_b", "-a", "a-", "a.b", "ä")) {
            assertThat(backupName(name)).as(name).hasSize(1);
        }
    }

    private static List<Finding> backupName(String name) {
        return TemplateRules.name(OperationKind.BACKUP, "name", name, TemplateRules.WarmUp.NONE);
    }

    private static List<Finding> restoreName(String name, TemplateRules.WarmUp warmUp) {
        return TemplateRules.name(OperationKind.RESTORE, "name", name, warmUp);
    }

    private static List<Finding> backup(String yaml) {
        return TemplateRules.template(OperationKind.BACKUP, "t", tree(yaml));
    }

    private static List<Finding> restore(String yaml) {
        return TemplateRules.template(OperationKind.RESTORE, "t", tree(yaml));
    }

    private static JsonNode tree(String yaml) {
        return Yaml.documents(yaml).get(0);
    }
}
