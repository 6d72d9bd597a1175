package io.brfed.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.StoreId;
import io.brfed.aws.internal.AwsRight;
import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.NewVolume;
import io.brfed.spi.SizeLevel;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import io.brfed.testkit.direct.S3Server;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class DirectIamPolicyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final BackupLocation LOCATION = new BackupLocation("s3://bucket/backups/nightly");

    /** Every right that any policy grants. */
    static Set<String> granted() {
        return actions(DirectIamPolicy.forBackupsIn(LOCATION));
    }

    private static Set<String> actions(DirectIamPolicy policy) {
        Set<String> actions = new TreeSet<>();
        parsed(policy).forEach(statement -> statement.get("Action").forEach(action -> actions.add(action.asText())));
        return actions;
    }

    private static JsonNode parsed(DirectIamPolicy policy) {
        try {
            return new ObjectMapper().readTree(policy.json()).get("Statement");
        } catch (com.fasterxml.jackson.core.JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode statement(DirectIamPolicy policy, AwsRight.Scope scope) {
        for (JsonNode statement : parsed(policy)) {
            if (statement.get("Sid").asText().equals(scope.statement())) {
                return statement;
            }
        }
        throw new AssertionError("no statement " + scope.statement() + " in " + policy.json());
    }

    @Test
    void grantsExactlyWhatIsCalled() {
        Set<String> called = new TreeSet<>(callEverythingOnEbs());
        called.addAll(callEverythingAboutVolumes());
        called.addAll(callEverythingOnS3());

        assertThat(granted()).isEqualTo(called);
    }

    private static Set<String> callEverythingOnEbs() {
        try (WireAccount account = new WireAccount()) {
            SnapshotProvider provider = account.provider();
            InstanceSnapshots request = new InstanceSnapshots(
                    account.instance(),
                    List.of(new InstanceSnapshots.Part(account.volumes().get(0), StoreId.parse("4"))),
                    Set.copyOf(account.volumes().subList(1, 3)),
                    new OperationId("first"),
                    new OperationName("nightly"),
                    new ClusterName("k8s-a"),
                    1);
            account.ebs.hidesFullSizes();
            account.await(provider.locate(account.volumes(), LIMIT));
            account.await(provider.check(List.of(request), LIMIT));
            TakenSnapshot first = account.await(provider.create(request, LIMIT)).get(0);
            account.letSnapshotsEnd();
            InstanceSnapshots again = new InstanceSnapshots(
                    request.instance(),
                    request.volumes(),
                    request.others(),
                    new OperationId("second"),
                    request.name(),
                    request.cluster(),
                    1);
            TakenSnapshot second = account.await(provider.create(again, LIMIT)).get(0);
            account.letSnapshotsEnd();
            account.await(provider.find(request.id(), request.cluster(), LIMIT));
            account.await(provider.describe(List.of(first.id()), LIMIT));
            account.await(provider.sizes().orElseThrow().measure(List.of(second.id()), SizeLevel.ALL, LIMIT));
            account.await(provider.delete(first.id(), LIMIT));
            return account.server.rights();
        }
    }

    private static Set<String> callEverythingAboutVolumes() {
        try (WireVolumes account = new WireVolumes()) {
            VolumeRequest request = account.request(0);
            account.await(account.provider().sources(account.snapshots(), LIMIT));
            account.await(account.provider().check(List.of(request), LIMIT));
            account.await(account.provider()
                    .check(
                            List.of(account.request(
                                    request.snapshot(),
                                    new VolumeTarget(
                                            account.zone(),
                                            VolumeType.GP3,
                                            0,
                                            0,
                                            VolumeEncryption.withKey("alias/mine"),
                                            0))),
                            LIMIT));
            NewVolume made = account.await(account.provider().create(request, LIMIT));
            account.letVolumesBeMade();
            account.await(account.provider().find(request.id(), request.cluster(), LIMIT));
            account.await(account.provider().describe(List.of(made.id()), LIMIT));
            account.await(account.provider().delete(made.id(), LIMIT));
            FastSnapshotRestore fast = account.provider().fastRestore().orElseThrow();
            FastSnapshotRestore.Batch batch = new FastSnapshotRestore.Batch(account.zone(), Set.of(request.snapshot()));
            account.await(fast.enable(batch, LIMIT));
            account.await(fast.describe(batch.snapshots(), LIMIT));
            account.await(fast.restoredFast(List.of(made.id()), LIMIT));
            account.await(fast.disable(batch, LIMIT));
            return account.server.rights();
        }
    }

    private static Set<String> callEverythingOnS3() {
        try (S3Server server = S3Server.start("bucket");
                S3BackupStorage storage = S3BackupStorage.builder(LOCATION)
                        .region("us-west-2")
                        .endpoint(server.url())
                        .pathStyle()
                        .credentials(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
                        .build()) {
            Waiting.await(storage.probe(LIMIT));
            Waiting.await(storage.write("a", new byte[1], Condition.ABSENT, LIMIT));
            Waiting.await(storage.read("a", LIMIT));
            Waiting.await(storage.list("", 10, LIMIT));
            Waiting.await(storage.delete("a", LIMIT));
            return server.rights();
        }
    }

    @Test
    void everyRightOfTheOneListIsGranted() {
        assertThat(granted())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(AwsRight.values()).map(AwsRight::action).collect(Collectors.toSet()));
    }

    @Test
    void snapshotsAreOnlyRemovedIfTheyCarryOurTag() {
        assertThat(statement(DirectIamPolicy.forBackupsIn(LOCATION), AwsRight.Scope.REMOVING)
                        .at("/Condition/Null/aws:ResourceTag~1brfed.io~1operation")
                        .asText())
                .isEqualTo("false");
    }

    @Test
    void tagsAreOnlyWrittenAsSnapshotsAreTaken() {
        assertThat(statement(DirectIamPolicy.forBackupsIn(LOCATION), AwsRight.Scope.TAGGING)
                        .at("/Condition/StringEquals/ec2:CreateAction")
                        .asText())
                .isEqualTo("CreateSnapshots");
    }

    @Test
    void volumesAreOnlyRemovedIfTheyCarryOurTag() {
        assertThat(statement(DirectIamPolicy.forBackupsIn(LOCATION), AwsRight.Scope.REMOVING_VOLUMES)
                        .at("/Condition/Null/aws:ResourceTag~1brfed.io~1operation")
                        .asText())
                .isEqualTo("false");
    }

    @Test
    void tagsAreOnlyWrittenAsVolumesAreMade() {
        assertThat(statement(DirectIamPolicy.forBackupsIn(LOCATION), AwsRight.Scope.TAGGING_VOLUMES)
                        .at("/Condition/StringEquals/ec2:CreateAction")
                        .asText())
                .isEqualTo("CreateVolume");
    }

    @Test
    void rightsAreConfinedToRegionAccountAndLocations() {
        DirectIamPolicy policy = DirectIamPolicy.forBackupsIn(LOCATION, new BackupLocation("s3://other/b*"))
                .region("us-west-2")
                .account("123456789012");

        assertThat(statement(policy, AwsRight.Scope.TAKING).get("Resource"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "arn:aws:ec2:us-west-2:123456789012:instance/*",
                        "arn:aws:ec2:us-west-2:123456789012:volume/*",
                        "arn:aws:ec2:us-west-2::snapshot/*");
        assertThat(statement(policy, AwsRight.Scope.OBJECTS).get("Resource"))
                .extracting(JsonNode::asText)
                .containsExactly("arn:aws:s3:::bucket/backups/nightly/*", "arn:aws:s3:::other/b${*}/*");
        assertThat(statement(policy, AwsRight.Scope.BUCKETS).get("Resource"))
                .extracting(JsonNode::asText)
                .containsExactly("arn:aws:s3:::bucket", "arn:aws:s3:::other");
    }

    @Test
    void aPolicyForBackupsOnlyMakesAndRemovesNoVolumes() {
        assertThat(actions(DirectIamPolicy.forBackupsIn(LOCATION).withoutRestores()))
                .doesNotContain("ec2:CreateVolume", "ec2:DeleteVolume")
                .contains("ec2:DescribeVolumes", "ec2:CreateTags");
    }

    @Test
    void aPolicyWithoutFastRestoresAsksForNoneOfThem() {
        assertThat(actions(DirectIamPolicy.forBackupsIn(LOCATION).withoutFastRestores()))
                .noneMatch(action -> action.contains("FastSnapshotRestores"))
                .contains("ec2:CreateVolume");
        assertThat(actions(DirectIamPolicy.forBackupsIn(LOCATION).withoutRestores()))
                .noneMatch(action -> action.contains("FastSnapshotRestores"));
    }

    @Test
    void whatIsNotUsedIsLeftOut() {
        assertThat(actions(DirectIamPolicy.forBackupsIn().withoutSizes()))
                .noneMatch(action -> action.startsWith("s3:") || action.startsWith("ebs:"))
                .contains("ec2:CreateSnapshots");
    }

    @Test
    void refusesWhatIsNoRegionAccountOrLocation() {
        DirectIamPolicy policy = DirectIamPolicy.forBackupsIn();

        assertThatThrownBy(() -> policy.region("us\"")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.account("12")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy.partition("a:b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DirectIamPolicy.forBackupsIn(new BackupLocation("file:///tmp/x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
