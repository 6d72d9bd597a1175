package io.brfed.aws.internal;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.NewVolume;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTags;
import io.brfed.spi.VolumeTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The requests about new volumes of one EC2 client. Thread-safe. */
public final class VolumeCalls {
    private static final int VOLUME_IDS = 500;
    private static final int SNAPSHOT_IDS = 1_000;
    private static final int PAGE = 1_000;
    private static final int MAX_PAGES = 1_000;
    private static final String CREATE = "CreateVolume";
    private static final String DELETE = "DeleteVolume";
    private static final String DESCRIBE = "DescribeVolumes";

    private final Ec2Client client;
    private final AwsCalls calls;
    private final Ec2Questions questions;

    /** Requests of a client. */
    public VolumeCalls(Ec2Client client, AwsCalls calls, CallBudget budget) {
        this.client = client;
        this.calls = calls;
        this.questions = new Ec2Questions(calls, budget, new Ec2Questions.Manner(Call.DESCRIBE, MAX_PAGES));
    }

    /** The snapshots that exist, also those that another account shares. */
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> ids, Duration limit) {
        AwsCall call = AwsCall.question("DescribeSnapshots", ids.size() + " snapshots", limit);
        CompletionStage<List<Snapshot>> found = questions.existing(
                strings(ids),
                new Ec2Questions.Lookup<>(
                        call,
                        SNAPSHOT_IDS,
                        batch -> snapshots(request -> request.snapshotIds(batch)),
                        batch -> snapshots(request ->
                                request.filters(filter("snapshot-id", batch)).maxResults(PAGE))));
        return AwsCalls.bare(
                found.thenApply(all -> all.stream().map(VolumeReading::source).toList()));
    }

    private Ec2Questions.Pages<Snapshot> snapshots(
            Function<DescribeSnapshotsRequest.Builder, DescribeSnapshotsRequest.Builder> what) {
        return (limit, token) -> {
            var answer = client.describeSnapshots(what.apply(DescribeSnapshotsRequest.builder())
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            return new Ec2Questions.Page<>(answer.snapshots(), answer.nextToken());
        };
    }

    /** One CreateVolume. The token makes it the same however often it is made. */
    public CompletionStage<NewVolume> create(VolumeRequest request, Duration limit) {
        AwsCall call = new AwsCall("EC2", CREATE, subject(request), AwsCall.Kind.IDEMPOTENT, limit);
        return calls.make(call, left -> {
            CreateVolumeRequest asked =
                    asked(request).overrideConfiguration(left::on).build();
            return VolumeReading.made(client.createVolume(asked), request);
        });
    }

    /** Asks whether the request would be permitted, without effect; completes with EC2's refusal if not. */
    CompletionStage<Boolean> tryCreate(VolumeRequest request, Duration limit) {
        AwsCall call = AwsCall.question(CREATE, subject(request), limit);
        return questions.once(Call.CREATE_VOLUME, call, left -> {
            client.createVolume(
                    asked(request).dryRun(true).overrideConfiguration(left::on).build());
            return true;
        });
    }

    /** Asks whether a volume might be deleted, without effect. */
    CompletionStage<Boolean> tryDelete(VolumeId volume, Duration limit) {
        AwsCall call = AwsCall.question(DELETE, volume.value(), limit);
        return questions.once(Call.DELETE_VOLUME, call, left -> {
            client.deleteVolume(
                    request -> request.volumeId(volume.value()).dryRun(true).overrideConfiguration(left::on));
            return true;
        });
    }

    private static CreateVolumeRequest.Builder asked(VolumeRequest request) {
        VolumeTarget target = request.target();
        List<Tag> tags = VolumeTags.of(request).entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        CreateVolumeRequest.Builder asked = CreateVolumeRequest.builder()
                .snapshotId(request.snapshot().value())
                .availabilityZone(target.zone())
                .volumeType(target.type().id())
                .clientToken(request.clientToken())
                .tagSpecifications(TagSpecification.builder()
                        .resourceType(ResourceType.VOLUME)
                        .tags(tags)
                        .build());
        if (target.iops() > 0) {
            asked.iops(target.iops());
        }
        if (target.throughput() > 0) {
            asked.throughput(target.throughput());
        }
        if (target.encryption().kind() != VolumeEncryption.Kind.AS_SNAPSHOT) {
            asked.encrypted(true);
        }
        if (target.encryption().kind() == VolumeEncryption.Kind.KEY) {
            asked.kmsKeyId(target.encryption().key());
        }
        return asked;
    }

    private static String subject(VolumeRequest request) {
        return "a volume from " + request.snapshot() + " for store " + request.store() + " of member '"
                + request.cluster() + "'";
    }

    /** All volumes of a member of an operation that show. */
    public CompletionStage<List<NewVolume>> find(OperationId id, ClusterName cluster, Duration limit) {
        AwsCall call = AwsCall.question(DESCRIBE, "operation " + id, limit);
        return told(questions.all(
                call,
                volumes(request -> request.filters(
                                filter("tag:" + VolumeTags.OPERATION, List.of(id.value())),
                                filter("tag:" + VolumeTags.CLUSTER, List.of(SnapshotTags.clusterValue(cluster))))
                        .maxResults(PAGE))));
    }

    /** The volumes that exist. */
    public CompletionStage<List<NewVolume>> describe(Collection<VolumeId> ids, Duration limit) {
        AwsCall call = AwsCall.question(DESCRIBE, ids.size() + " volumes", limit);
        return told(questions.existing(
                strings(ids),
                new Ec2Questions.Lookup<>(
                        call,
                        VOLUME_IDS,
                        batch -> volumes(request -> request.volumeIds(batch)),
                        batch -> volumes(request ->
                                request.filters(filter("volume-id", batch)).maxResults(PAGE)))));
    }

    /** All volumes of this account that are of a type. */
    CompletionStage<List<Volume>> ofType(String type, Duration limit) {
        AwsCall call = AwsCall.question(DESCRIBE, "volumes of type " + type, limit);
        return questions.all(
                call,
                volumes(request ->
                        request.filters(filter("volume-type", List.of(type))).maxResults(PAGE)));
    }

    private Ec2Questions.Pages<Volume> volumes(
            Function<DescribeVolumesRequest.Builder, DescribeVolumesRequest.Builder> what) {
        return (limit, token) -> {
            var answer = client.describeVolumes(what.apply(DescribeVolumesRequest.builder())
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            return new Ec2Questions.Page<>(answer.volumes(), answer.nextToken());
        };
    }

    private static CompletionStage<List<NewVolume>> told(CompletionStage<List<Volume>> found) {
        return AwsCalls.bare(found.thenApply(
                volumes -> volumes.stream().map(VolumeReading::volume).toList()));
    }

    /** One DeleteVolume; one that does not exist counts as removed. */
    public CompletionStage<Void> delete(VolumeId id, Duration limit) {
        AwsCall call = new AwsCall("EC2", DELETE, id.value(), AwsCall.Kind.IDEMPOTENT, limit);
        CompletableFuture<Void> done = new CompletableFuture<>();
        calls.make(
                        call,
                        left -> client.deleteVolume(
                                request -> request.volumeId(id.value()).overrideConfiguration(left::on)))
                .whenComplete((answer, error) -> {
                    if (error == null || isGone(error)) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(error);
                    }
                });
        return done;
    }

    private static boolean isGone(Throwable error) {
        return error instanceof ProviderException failure && failure.fault() == Fault.GONE;
    }

    private static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static List<String> strings(Collection<?> ids) {
        return ids.stream().map(Object::toString).distinct().sorted().toList();
    }
}
