package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.OperationKind;
import io.brfed.k8s.internal.manifest.Yaml;
import io.brfed.plane.Cluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeBackupManifestTest {
    private static final String HEAD = """
            apiVersion: federation.pingcap.com/v1alpha1
            kind: VolumeBackup
            """;

    private static final String CLUSTERS = """
              clusters:
              - {k8sClusterName: k8s-b, tcName: east, tcNamespace: tidb}
              - {k8sClusterName: k8s-a, tcName: west, tcNamespace: tidb}
            """;

    private static final String SMALL = HEAD + "metadata: {name: weekly}\nspec:\n" + CLUSTERS
            + "  template:\n    s3: {provider: aws, bucket: vault, prefix: a/b}\n";

    /** Every field of the template, with values that a careless conversion would change. */
    static final String FULL = HEAD + """
            metadata:
              name: weekly
              namespace: admin
              labels: {team: db, argocd.argoproj.io/instance: app}
              annotations:
                iam.amazonaws.com/role: arn:aws:iam::1:role/r
                kubectl.kubernetes.io/last-applied-configuration: '{}'
                kustomize.toolkit.fluxcd.io/name: app
            spec:
            """ + CLUSTERS + """
              template:
                resources:
                  requests: {memory: 1Gi, cpu: 500m}
                  limits: {cpu: 2}
                  futureField: {deep: [1.5, null, yes]}
                env:
                - {name: AWS_REGION, value: '007'}
                - {name: TOKEN, valueFrom: {secretKeyRef: {name: s, key: k}}}
                br:
                  concurrency: 4
                  checkRequirements: false
                  sendCredToTikv: false
                  options: [--check-requirements=false, '-v']
                s3:
                  provider: ceph
                  region: eu
                  path: vault/a
                  bucket: vault
                  endpoint: http://minio:9000
                  storageClass: STANDARD
                  acl: private
                  secretName: keys
                  prefix: a/b
                  sse: AES256
                  options: [--x]
                  forcePathStyle: true
                tolerations:
                - {key: dedicated, operator: Equal, value: backup, effect: NoSchedule, tolerationSeconds: 9007199254740993}
                toolImage: br:v1
                imagePullSecrets: [{name: pull}]
                serviceAccount: sa
                automountServiceAccountToken: false
                cleanPolicy: OnFailure
                priorityClassName: high
                calcSizeLevel: none
                additionalVolumes: [{name: v, emptyDir: {sizeLimit: 1Gi}, newKind: {a: b}}]
                additionalVolumeMounts: [{name: v, mountPath: /v, readOnly: true}]
                volumeBackupInitJobMaxActiveSeconds: 900
                snapshotsDeleteRatio: 1.5
            """;

    @TempDir
    private Path folder;

    private ManifestFixture fixture;

    @BeforeEach
    void start() {
        fixture = new ManifestFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void namesTheBackupAndItsClustersInTheOrderOfTheManifest() {
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(FULL);

        assertThat(manifest.name().value()).isEqualTo("weekly");
        assertThat(manifest.namespace()).isEqualTo("admin");
        assertThat(manifest.findings()).isEmpty();
        assertThat(manifest.clusters(fixture.kubeconfig()))
                .extracting(Cluster::toString)
                .containsExactly("k8s-b/tidb/east", "k8s-a/tidb/west");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resources",
                "env",
                "tolerations",
                "toolImage",
                "imagePullSecrets",
                "serviceAccount",
                "cleanPolicy",
                "priorityClassName",
                "calcSizeLevel",
                "additionalVolumes",
                "additionalVolumeMounts",
                "volumeBackupInitJobMaxActiveSeconds"
            })
    void carriesEachFieldOfTheTemplateToTheMember(String field) {
        assertThat(json(member(FULL, "k8s-b").path("spec").path(field)))
                .isEqualTo(json(template(FULL).path(field)));
    }

    @Test
    void carriesTheServiceAccountTokenSettingThatTheOriginalDrops_B16() {
        assertThat(member(FULL, "k8s-b").path("spec").path("automountServiceAccountToken"))
                .hasToString("false");
    }

    @Test
    void limitsThePauseOnTheInitializingMemberOnly() {
        assertThat(member(FULL, "k8s-a").path("spec").has("volumeBackupInitJobMaxActiveSeconds"))
                .isFalse();
    }

    @Test
    void keepsOrderDigitsAndUnknownFieldsOfPodSettings() {
        assertThat(json(member(FULL, "k8s-a").path("spec").path("resources")))
                .isEqualTo("{\"requests\":{\"memory\":\"1Gi\",\"cpu\":\"500m\"},\"limits\":{\"cpu\":2},"
                        + "\"futureField\":{\"deep\":[1.5,null,true]}}");
    }

    @Test
    void carriesBrSettingsAndNamesTheTidbCluster() {
        assertThat(member(FULL, "k8s-a").path("spec").path("br"))
                .hasToString("{\"concurrency\":4,\"checkRequirements\":false,\"sendCredToTikv\":false,"
                        + "\"options\":[\"--check-requirements=false\",\"-v\"],"
                        + "\"cluster\":\"west\",\"clusterNamespace\":\"tidb\"}");
    }

    @Test
    void carriesAllOfTheStorageWithTheMembersOwnPrefix() {
        ObjectNode expected = (ObjectNode) template(FULL).path("s3");
        expected.put("prefix", "a/b-k8s-a");

        assertThat(member(FULL, "k8s-a").path("spec").path("s3")).isEqualTo(expected);
    }

    @Test
    void carriesTheDeletionRatio() {
        assertThat(member(FULL, "k8s-a").path("spec").path("cleanOption"))
                .hasToString("{\"snapshotsDeleteRatio\":1.5}");
    }

    @Test
    void carriesLabelsAndAnnotationsButNotTheMarksOfTools_E7() {
        JsonNode metadata = member(FULL, "k8s-a").path("metadata");

        assertThat(metadata.path("labels").path("team").asText()).isEqualTo("db");
        assertThat(metadata.path("annotations").path("iam.amazonaws.com/role").asText())
                .isEqualTo("arn:aws:iam::1:role/r");
        assertThat(json(metadata)).doesNotContain("argocd", "kubectl.kubernetes.io", "fluxcd");
    }

    @Test
    void aTemplateWithoutBrSettingsIsOneWithEmptyOnes_A3() {
        assertThat(member(SMALL, "k8s-a").path("spec").path("br"))
                .hasToString("{\"cluster\":\"west\",\"clusterNamespace\":\"tidb\"}");
    }

    @Test
    void theNamespaceIsTheDefaultOneIfNoneIsNamed() {
        assertThat(VolumeBackupManifest.parse(SMALL).namespace()).isEqualTo("default");
    }

    @Test
    void anEmptyListOfClustersIsAFault_A1() {
        String template = "  template: {s3: {provider: aws, bucket: b, prefix: p}}\n";

        assertThat(fields(HEAD + "metadata: {name: n}\nspec:\n  clusters: []\n" + template))
                .containsExactly("spec.clusters");
        assertThat(fields(HEAD + "metadata: {name: n}\nspec:\n" + template)).containsExactly("spec.clusters");
    }

    @Test
    void aTemplateWithoutS3IsAFault_A4() {
        String gcs = HEAD + "metadata: {name: n}\nspec:\n" + CLUSTERS
                + "  template: {gcs: {projectId: p, bucket: b, prefix: x}}\n";

        assertThat(fields(gcs)).containsExactly("spec.template.gcs", "spec.template.s3");
        assertThat(fields(HEAD + "metadata: {name: n}\nspec:\n" + CLUSTERS)).containsExactly("spec.template.s3");
    }

    @Test
    void repeatedClustersAreFaults_B12() {
        String twice = SMALL.replace("k8sClusterName: k8s-a", "k8sClusterName: k8s-b");

        assertThat(fields(twice)).containsExactly("spec.clusters[1].k8sClusterName");
        assertThat(VolumeBackupManifest.parse(twice).findings().get(0).problem())
                .contains("spec.clusters[0]");
    }

    @Test
    void clustersThatAreNoContextsAreFaultsThatListTheContexts_A8() {
        String unknown = SMALL.replace("k8s-b", "k8s-x").replace("k8s-a", "k8s-y");
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(unknown);

        InvalidRequestException refused =
                catchThrowableOfType(InvalidRequestException.class, () -> manifest.clusters(fixture.kubeconfig()));

        assertThat(refused.findings())
                .extracting(Finding::field)
                .containsExactly("spec.clusters[0].k8sClusterName", "spec.clusters[1].k8sClusterName");
        assertThat(refused).hasMessageContaining("contexts: k8s-a, k8s-b, k8s-c");
    }

    @Test
    void everyFaultIsReportedAtOnce() {
        String faulty = """
                apiVersion: federation.pingcap.com/v1
                kind: VolumeBackup
                metadata: {name: Not_A_Name, label: {}}
                spec:
                  cluster: []
                  clusters:
                  - {k8sClusterName: k8s-a, tcName: x, tcNamespace: tidb, tcNamspace: y}
                  - {k8sClusterName: nowhere, tcName: X, zone: z}
                  template:
                    cleanPolicy: Keep
                    calcSizeLevel: 7
                    snapshotsDeleteRatio: 3
                    tolerations: {}
                    s3: {bucket: b, prefx: p}
                """;
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(faulty);

        InvalidRequestException refused =
                catchThrowableOfType(InvalidRequestException.class, () -> manifest.clusters(fixture.kubeconfig()));

        assertThat(refused.findings())
                .extracting(Finding::field)
                .containsExactlyInAnyOrder(
                        "apiVersion",
                        "metadata.name",
                        "metadata.label",
                        "spec.cluster",
                        "spec.clusters[0].tcNamspace",
                        "spec.clusters[1].zone",
                        "spec.clusters[1].tcName",
                        "spec.clusters[1].tcNamespace",
                        "spec.clusters[1].k8sClusterName",
                        "spec.template.cleanPolicy",
                        "spec.template.calcSizeLevel",
                        "spec.template.snapshotsDeleteRatio",
                        "spec.template.tolerations",
                        "spec.template.s3.prefx",
                        "spec.template.s3.provider",
                        "spec.template.s3.prefix");
    }

    @Test
    void aMistypedFieldIsNamedWithTheOneThatWasProbablyMeant() {
        String mistyped = SMALL + "    cleanPolice: Delete\n";

        assertThat(VolumeBackupManifest.parse(mistyped).findings())
                .singleElement()
                .satisfies(found -> assertThat(found.toString())
                        .startsWith("spec.template.cleanPolice: is not a field of template")
                        .contains("did you mean 'cleanPolicy'?"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toolImage: 7 | spec.template.toolImage",
                "automountServiceAccountToken: 'yes' | spec.template.automountServiceAccountToken",
                "snapshotsDeleteRatio: '1.5' | spec.template.snapshotsDeleteRatio",
                "volumeBackupInitJobMaxActiveSeconds: 1.5 | spec.template.volumeBackupInitJobMaxActiveSeconds",
                "volumeBackupInitJobMaxActiveSeconds: 0 | spec.template.volumeBackupInitJobMaxActiveSeconds",
                "br: [] | spec.template.br",
                "br: {options: --x} | spec.template.br.options",
                "br: {options: [1]} | spec.template.br.options[0]",
                "br: {logLevel: info} | spec.template.br.logLevel",
                "env: [{value: x}] | spec.template.env[0].name",
                "env: [{name: A, value: 1}] | spec.template.env[0].value",
                "env: [null] | spec.template.env[0]",
                "resources: {limits: {cpu: 0.5}} | spec.template.resources.limits.cpu",
                "resources: {limits: {cpu: lots}} | spec.template.resources.limits.cpu",
                "imagePullSecrets: [pull] | spec.template.imagePullSecrets[0]",
                "additionalVolumes: [{emptyDir: {}}] | spec.template.additionalVolumes[0].name",
                "additionalVolumeMounts: [{name: v}] | spec.template.additionalVolumeMounts[0].mountPath",
                "warmup: sync | spec.template.warmup",
            })
    void aFieldOfTheWrongTypeOrValueIsAFault(String line, String field) {
        assertThat(fields(SMALL + "    " + line.trim() + "\n")).containsExactly(field.trim());
    }

    @Test
    void aFaultDoesNotRepeatValuesThatMayBeSecret() {
        String secret = SMALL + "    env: [{name: A, value: {s3cr3t: 1}}, s3cr3t]\n";

        assertThat(VolumeBackupManifest.parse(secret).findings())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.toString()).doesNotContain("s3cr3t"));
    }

    @Test
    void nullMeansNotSet() {
        VolumeBackupManifest manifest =
                VolumeBackupManifest.parse(SMALL + "    br: null\n    toolImage:\n    env: ~\nstatus: null\n");

        assertThat(manifest.findings()).isEmpty();
        assertThat(manifest.clusters(fixture.kubeconfig())).hasSize(2);
    }

    @Test
    void anExportedObjectCanBeUsed() {
        String exported = SMALL.replace(
                        "{name: weekly}",
                        "{name: weekly, uid: u, resourceVersion: '1', generation: 2, creationTimestamp: 2024-01-01T00:00:00Z,"
                                + " finalizers: [f], managedFields: [{manager: kubectl}]}")
                + "status: {phase: Complete, backups: []}\nskipGC: true\n";

        assertThat(VolumeBackupManifest.parse(exported).findings()).isEmpty();
    }

    @Test
    void labelsAndAnnotationsOfOursAreReserved() {
        assertThat(fields(SMALL.replace(
                        "{name: weekly}", "{name: weekly, labels: {brfed.io/a: b}, annotations: {brfed.io/c: d}}")))
                .containsExactly("metadata.labels.brfed.io/a", "metadata.annotations.brfed.io/c");
    }

    @Test
    void namesThatLeadToJobNamesBeyondTheLimitAreFaults() {
        assertThat(fields(SMALL.replace("weekly", "a".repeat(48)))).containsExactly("metadata.name");
        assertThat(fields(SMALL.replace("weekly", "a".repeat(47)))).isEmpty();
        assertThat(fields(SMALL.replace("{name: weekly}", "{}"))).containsExactly("metadata.name");
    }

    @Test
    void picksTheVolumeBackupAmongOtherDocuments() {
        String documents = "kind: Namespace\nmetadata: {name: x}\n---\n" + SMALL + "---\nkind: VolumeRestore\n---\n";

        assertThat(VolumeBackupManifest.parse(documents).name().value()).isEqualTo("weekly");
    }

    @Test
    void picksTheVolumeBackupFromAListAsKubectlPrintsIt() {
        String list = "kind: List\nitems:\n- " + SMALL.strip().replace("\n", "\n  ") + "\n";

        assertThat(VolumeBackupManifest.parse(list).name().value()).isEqualTo("weekly");
    }

    @Test
    void refusesTextWithoutOrWithSeveralVolumeBackups() {
        assertThat(refused("")).hasMessageContaining("holds no VolumeBackup").hasMessageContaining("it holds nothing");
        assertThat(refused("kind: VolumeRestore\n---\na: 1\n"))
                .hasMessageContaining("it holds VolumeRestore, an object without kind");
        assertThat(refused(SMALL + "---\n" + SMALL.replace("weekly", "daily")))
                .hasMessageContaining("holds 2 objects of kind VolumeBackup: weekly, daily");
    }

    @Test
    void refusesTextThatIsNotYaml() {
        assertThat(refused("kind: [")).hasMessageContaining("is not YAML (line 1");
        assertThat(refused(SMALL + "spec: {}\n")).hasMessageContaining("'spec' is given twice");
    }

    @Test
    void readsFilesAndRefusesThoseItCannotRead() throws Exception {
        Path file = Files.writeString(folder.resolve("backup.yaml"), SMALL);
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThat(VolumeBackupManifest.load(file)).hasToString("VolumeBackup default/weekly");
        assertThat(catchThrowableOfType(
                        InvalidRequestException.class, () -> VolumeBackupManifest.load(folder.resolve("nowhere"))))
                .hasMessageContaining("nowhere")
                .hasMessageContaining("cannot be read");
        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> VolumeBackupManifest.load(binary)))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aFaultyManifestHasNoName() {
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(SMALL + "    cleanPolicy: Keep\n");

        assertThat(catchThrowableOfType(InvalidRequestException.class, manifest::name))
                .hasMessageContaining("cleanPolicy");
    }

    private static InvalidRequestException refused(String yaml) {
        return catchThrowableOfType(InvalidRequestException.class, () -> VolumeBackupManifest.parse(yaml));
    }

    private static List<String> fields(String yaml) {
        return VolumeBackupManifest.parse(yaml).findings().stream()
                .map(Finding::field)
                .toList();
    }

    private ObjectNode member(String yaml, String cluster) {
        VolumeBackupManifest manifest = VolumeBackupManifest.parse(yaml);
        return fixture.created(OperationKind.BACKUP, manifest.name(), manifest.clusters(fixture.kubeconfig()), cluster);
    }

    private static JsonNode template(String yaml) {
        return Yaml.documents(yaml).get(0).path("spec").path("template");
    }

    private static String json(JsonNode tree) {
        return tree.toString();
    }
}
