package io.brfed.k8s.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.PlaneSettings.PrefixRule;
import io.brfed.k8s.internal.PlaneSettings.Template;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemberSpecsTest {
    private static final TidbClusterRef TIDB = new TidbClusterRef("tidb", "prod");
    private static final String STORAGE = """
            s3: {provider: aws, region: r, bucket: b, prefix: pfx, secretName: s3-secret}""";

    private static Template template(String yaml) {
        return new Template((ObjectNode) Json.yaml(yaml), Map.of("team", "db"), Map.of("iam.amazonaws.com/role", "r1"));
    }

    private static PlaneSettings settings(String backup, String restore, PrefixRule rule) {
        return new PlaneSettings(
                template(backup),
                template(restore),
                Optional.of((ObjectNode) Json.yaml(STORAGE)),
                rule,
                Optional.empty(),
                "us-west-2a",
                Duration.ofMinutes(1));
    }

    private static Declaration declaration(OperationKind kind, String initializer, Optional<BackupLocation> source) {
        Member member = new Member(kind, new OperationName("nightly"), new ClusterName("k8s-a"), TIDB);
        Stamp stamp = new Stamp(
                new OperationId("op-1"),
                kind,
                member.operation(),
                "digest",
                List.of(new Placement(member.cluster(), TIDB)),
                new ClusterName(initializer),
                new ClusterName(initializer),
                Instant.EPOCH,
                Deadlines.defaults(kind),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
        Phase phase = kind == OperationKind.BACKUP ? Phase.INITIALIZE : Phase.RESTORE_VOLUME;
        return Declaration.of(new MemberRequest(member, source), phase, stamp, Creation.PERMITTED);
    }

    private static ObjectNode backup(String template, PrefixRule rule) {
        return new MemberSpecs(settings(template, "{}", rule))
                .object(declaration(OperationKind.BACKUP, "k8s-a", Optional.empty()));
    }

    @Test
    void buildsABackupAsTheOriginalDoes() {
        ObjectNode object = backup("""
                br: {sendCredToTikv: false, options: [--checksum=false]}
                cleanPolicy: Delete
                calcSizeLevel: all
                toolImage: pingcap/br:v8
                snapshotsDeleteRatio: 1
                volumeBackupInitJobMaxActiveSeconds: 600
                env: [{name: A, value: b}]
                """, PrefixRule.AS_PUBLISHED);

        assertThat(object.path("apiVersion").asText()).isEqualTo("pingcap.com/v1alpha1");
        assertThat(object.path("kind").asText()).isEqualTo("Backup");
        assertThat(object.at("/metadata/name").asText()).isEqualTo("fed-nightly");
        assertThat(object.path("spec")).isEqualTo(Json.yaml("""
                backupMode: volume-snapshot
                backupType: full
                federalVolumeBackupPhase: initialize
                volumeBackupInitJobMaxActiveSeconds: 600
                br: {cluster: prod, clusterNamespace: tidb, sendCredToTikv: false, options: [--checksum=false]}
                s3: {provider: aws, region: r, bucket: b, prefix: pfx-k8s-a, secretName: s3-secret}
                cleanPolicy: Delete
                cleanOption: {snapshotsDeleteRatio: 1}
                calcSizeLevel: all
                toolImage: pingcap/br:v8
                env: [{name: A, value: b}]
                """));
    }

    @Test
    void labelsAndAnnotationsOfTheTemplateReachTheMember() {
        ObjectNode object = backup("{}", PrefixRule.PER_BACKUP);

        assertThat(object.at("/metadata/labels/team").asText()).isEqualTo("db");
        assertThat(object.at("/metadata/annotations/iam.amazonaws.com~1role").asText())
                .isEqualTo("r1");
    }

    @Test
    void theServiceAccountTokenSettingIsCopied_B16() {
        assertThat(backup("{automountServiceAccountToken: false}", PrefixRule.PER_BACKUP)
                        .at("/spec/automountServiceAccountToken")
                        .isBoolean())
                .isTrue();
    }

    @Test
    void eachBackupHasAPrefixOfItsOwnUnlessTheManifestsRuleIsAskedFor() {
        assertThat(backup("{}", PrefixRule.PER_BACKUP).at("/spec/s3/prefix").asText())
                .isEqualTo("pfx/nightly-k8s-a");
        assertThat(backup("{}", PrefixRule.AS_PUBLISHED).at("/spec/s3/prefix").asText())
                .isEqualTo("pfx-k8s-a");
    }

    @Test
    void membersThatDoNotInitializeGetNoPauseLimit() {
        ObjectNode object = new MemberSpecs(
                        settings("{volumeBackupInitJobMaxActiveSeconds: 5}", "{}", PrefixRule.PER_BACKUP))
                .object(declaration(OperationKind.BACKUP, "k8s-b", Optional.empty()));

        assertThat(object.path("spec").has("volumeBackupInitJobMaxActiveSeconds"))
                .isFalse();
    }

    @Test
    void buildsARestoreFromTheBackupsLocation() {
        ObjectNode object = new MemberSpecs(settings(
                        "{}",
                        "{warmup: sync, warmupImage: w, warmupStrategy: hybrid, serviceAccount: s}",
                        PrefixRule.PER_BACKUP))
                .object(declaration(
                        OperationKind.RESTORE, "k8s-a", Optional.of(new BackupLocation("s3://other/where/it-lies"))));

        assertThat(object.path("kind").asText()).isEqualTo("Restore");
        assertThat(object.path("spec")).isEqualTo(Json.yaml("""
                restoreMode: volume-snapshot
                backupType: full
                federalVolumeRestorePhase: restore-volume
                volumeAZ: us-west-2a
                br: {cluster: prod, clusterNamespace: tidb}
                s3: {provider: aws, region: r, bucket: other, prefix: where/it-lies, secretName: s3-secret}
                warmup: sync
                warmupImage: w
                warmupStrategy: hybrid
                serviceAccount: s
                """));
    }

    @Test
    void aSourceFromAManifestIsTakenWordForWord() {
        ObjectNode source = (ObjectNode) Json.yaml("s3: {provider: ceph, bucket: x, prefix: y/, endpoint: 'http://h'}");
        PlaneSettings settings = new PlaneSettings(
                template("{}"),
                template("{}"),
                Optional.empty(),
                PrefixRule.PER_BACKUP,
                Optional.of(source),
                "",
                Duration.ofMinutes(1));

        ObjectNode object =
                new MemberSpecs(settings).object(declaration(OperationKind.RESTORE, "k8s-a", Optional.empty()));

        assertThat(object.at("/spec/s3")).isEqualTo(source.path("s3"));
        assertThat(object.path("spec").has("volumeAZ")).isFalse();
    }

    @Test
    void theFingerprintSeesEverySettingButNoSecret() {
        PlaneSettings one = settings("{env: [{name: A, value: secret}], toolImage: a}", "{}", PrefixRule.PER_BACKUP);
        PlaneSettings otherSecret =
                settings("{toolImage: a, env: [{name: A, value: other}]}", "{}", PrefixRule.PER_BACKUP);
        PlaneSettings otherImage =
                settings("{env: [{name: A, value: secret}], toolImage: b}", "{}", PrefixRule.PER_BACKUP);
        PlaneSettings otherRule =
                settings("{env: [{name: A, value: secret}], toolImage: a}", "{}", PrefixRule.AS_PUBLISHED);

        assertThat(one.fingerprint()).hasSize(64).isEqualTo(otherSecret.fingerprint());
        assertThat(one.fingerprint()).isNotEqualTo(otherImage.fingerprint()).isNotEqualTo(otherRule.fingerprint());
    }
}
