package io.brfed.aws.internal;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.aws.internal.Ec2Lists.Owner;
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
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The requests about new volumes of one EC2 client. Thread-safe. */
public final class VolumeCalls {
    private static final String CREATE = "CreateVolume";
    private static final String DELETE = "DeleteVolume";

    private final Ec2Client client;
    private final AwsCalls calls;
    private final Ec2Lists lists;

    /** Requests of a client. */
    public VolumeCalls(Ec2Client client, AwsCalls calls, CallBudget budget) {
        this.client = client;
        this.calls = calls;
        this.lists = new Ec2Lists(client, calls, budget);
    }

    /** The snapshots that exist, also those that another account shares. */
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> ids, Duration limit) {
        return AwsCalls.bare(lists.snapshots(ids, Owner.ANYBODY, limit)
                .thenApply(all -> all.stream().map(VolumeReading::source).toList()));
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
        return lists.questions().once(Call.CREATE_VOLUME, call, left -> {
            client.createVolume(
                    asked(request).dryRun(true).overrideConfiguration(left::on).build());
            return true;
        });
    }

    /** Asks whether a volume might be deleted, without effect. */
    CompletionStage<Boolean> tryDelete(VolumeId volume, Duration limit) {
        AwsCall call = AwsCall.question(DELETE, volume.value(), limit);
        return lists.questions().once(Call.DELETE_VOLUME, call, left -> {
            client.deleteVolume(
                    request -> request.volumeId(volume.value()).dryRun(true).overrideConfiguration(left::on));
            return true;
        });
    }

    private static CreateVolumeRequest.Builder asked(VolumeRequest request) {
        VolumeTarget target = request.target();
        CreateVolumeRequest.Builder asked = CreateVolumeRequest.builder()
                .snapshotId(request.snapshot().value())
                .availabilityZone(target.zone())
                .volumeType(target.type().id())
                .clientToken(request.clientToken())
                .tagSpecifications(Ec2Tagging.specification(ResourceType.VOLUME, VolumeTags.of(request)));
        if (target.iops() > 0) {
            asked.iops(target.iops());
        }
        if (target.throughput() > 0) {
            asked.throughput(target.throughput());
        }
        if (target.initializationRate() > 0) {
            asked.volumeInitializationRate(target.initializationRate());
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
        return told(lists.volumes(
                "operation " + id,
                List.of(
                        Ec2Lists.filter("tag:" + VolumeTags.OPERATION, List.of(id.value())),
                        Ec2Lists.filter("tag:" + VolumeTags.CLUSTER, List.of(SnapshotTags.clusterValue(cluster)))),
                limit));
    }

    /** The volumes that exist. */
    public CompletionStage<List<NewVolume>> describe(Collection<VolumeId> ids, Duration limit) {
        return told(existing(ids, limit));
    }

    /** The volumes that exist, as EC2 tells them. */
    CompletionStage<List<Volume>> existing(Collection<VolumeId> ids, Duration limit) {
        return lists.volumes(ids, limit);
    }

    /** All volumes of this account that are of a type. */
    CompletionStage<List<Volume>> ofType(String type, Duration limit) {
        return lists.volumes("volumes of type " + type, List.of(Ec2Lists.filter("volume-type", List.of(type))), limit);
    }

    private static CompletionStage<List<NewVolume>> told(CompletionStage<List<Volume>> found) {
        return AwsCalls.bare(found.thenApply(
                volumes -> volumes.stream().map(VolumeReading::volume).toList()));
    }

    /** One DeleteVolume; one that does not exist counts as removed. */
    public CompletionStage<Void> delete(VolumeId id, Duration limit) {
        AwsCall call = new AwsCall("EC2", DELETE, id.value(), AwsCall.Kind.IDEMPOTENT, limit);
        return calls.remove(
                call,
                left -> client.deleteVolume(
                        request -> request.volumeId(id.value()).overrideConfiguration(left::on)));
    }
}
