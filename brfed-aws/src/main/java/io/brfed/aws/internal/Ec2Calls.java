package io.brfed.aws.internal;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.aws.internal.Ec2Lists.Owner;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumePlace;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The requests of one EC2 client. Thread-safe. */
public final class Ec2Calls {
    // What EC2 takes at once; more ids in one request make it slow or refuse.
    private static final int INSTANCE_IDS = 50;
    private static final int FILTER_VALUES = 100;
    private static final String CREATE = "CreateSnapshots";

    private final Ec2Client client;
    private final AwsCalls calls;
    private final Ec2Lists lists;
    private final Ec2Tagging tagging;

    /** Requests of a client. */
    public Ec2Calls(Ec2Client client, AwsCalls calls, CallBudget budget, Ec2Tagging tagging) {
        this.client = client;
        this.calls = calls;
        this.lists = new Ec2Lists(client, calls, budget);
        this.tagging = tagging;
    }

    /** Where volumes are. */
    public CompletionStage<Map<VolumeId, VolumePlace>> locate(Collection<VolumeId> ids, Duration limit) {
        Duration end = calls.threads().elapsed().plus(limit);
        return AwsCalls.bare(lists.volumes(ids, limit)
                .thenCompose(
                        volumes -> instances(volumes, end.minus(calls.threads().elapsed()))
                                .thenApply(machines -> places(volumes, machines))));
    }

    private static Map<VolumeId, VolumePlace> places(List<Volume> volumes, Map<InstanceId, Instance> machines) {
        Map<VolumeId, VolumePlace> places = new TreeMap<>();
        volumes.forEach(volume -> places.put(new VolumeId(volume.volumeId()), Ec2Reading.place(volume, machines)));
        return places;
    }

    /** The volumes that exist. */
    CompletionStage<List<Volume>> volumes(Collection<VolumeId> ids, Duration limit) {
        return lists.volumes(ids, limit);
    }

    private CompletionStage<Map<InstanceId, Instance>> instances(List<Volume> volumes, Duration limit) {
        List<String> ids = volumes.stream()
                .flatMap(volume -> Ec2Reading.attachedTo(volume).stream())
                .map(InstanceId::value)
                .distinct()
                .toList();
        AwsCall call = AwsCall.question("DescribeInstances", ids.size() + " instances", limit);
        return lists.questions()
                .existing(
                        ids,
                        new Ec2Questions.Lookup<>(
                                call,
                                INSTANCE_IDS,
                                batch -> instances(request -> request.instanceIds(batch)),
                                batch -> instances(request -> request.filters(Ec2Lists.filter("instance-id", batch))
                                        .maxResults(Ec2Lists.PAGE))))
                .thenApply(Ec2Calls::byId);
    }

    private static Map<InstanceId, Instance> byId(List<Instance> instances) {
        Map<InstanceId, Instance> byId = new HashMap<>();
        instances.forEach(instance -> byId.put(new InstanceId(instance.instanceId()), instance));
        return byId;
    }

    private Ec2Questions.Pages<Instance> instances(
            Function<DescribeInstancesRequest.Builder, DescribeInstancesRequest.Builder> what) {
        return (limit, token) -> {
            var answer = client.describeInstances(what.apply(DescribeInstancesRequest.builder())
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            List<Instance> found = answer.reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .toList();
            return new Ec2Questions.Page<>(found, answer.nextToken());
        };
    }

    /** One CreateSnapshots. */
    public CompletionStage<List<TakenSnapshot>> create(InstanceSnapshots request, Duration limit) {
        AwsCall call = new AwsCall("EC2", CREATE, subject(request), AwsCall.Kind.ONCE, limit);
        return calls.make(call, left -> {
            CreateSnapshotsRequest asked =
                    asked(request).overrideConfiguration(left::on).build();
            return client.createSnapshots(asked).snapshots().stream()
                    .map(info -> Ec2Reading.taken(info, request.attempt()))
                    .toList();
        });
    }

    /** Asks whether the request would be permitted, without effect; EC2 answers with a refusal if it would be, too. */
    CompletionStage<Boolean> tryCreate(InstanceSnapshots request, Duration limit) {
        AwsCall call = AwsCall.question(CREATE, subject(request), limit);
        return lists.questions().once(Call.CREATE_SNAPSHOTS, call, left -> {
            client.createSnapshots(
                    asked(request).dryRun(true).overrideConfiguration(left::on).build());
            return true;
        });
    }

    /** Asks whether a snapshot might be deleted, without effect. */
    CompletionStage<Boolean> tryDelete(SnapshotId snapshot, Duration limit) {
        AwsCall call = AwsCall.question("DeleteSnapshot", snapshot.value(), limit);
        return lists.questions().once(Call.DELETE_SNAPSHOT, call, left -> {
            client.deleteSnapshot(
                    request -> request.snapshotId(snapshot.value()).dryRun(true).overrideConfiguration(left::on));
            return true;
        });
    }

    private CreateSnapshotsRequest.Builder asked(InstanceSnapshots request) {
        List<String> excluded = Ec2Lists.strings(request.others());
        CreateSnapshotsRequest.Builder asked = CreateSnapshotsRequest.builder()
                .description("brfed " + request.id() + " " + request.cluster())
                .instanceSpecification(instance -> {
                    instance.instanceId(request.instance().value()).excludeBootVolume(true);
                    if (!excluded.isEmpty()) {
                        instance.excludeDataVolumeIds(excluded);
                    }
                })
                .tagSpecifications(Ec2Tagging.specification(ResourceType.SNAPSHOT, tagging.tags(request)));
        return tagging.copiesVolumeTags() ? asked.copyTagsFromSource("volume") : asked;
    }

    private static String subject(InstanceSnapshots request) {
        return request.volumes().size() + " volumes of instance " + request.instance() + " for member '"
                + request.cluster() + "'";
    }

    /** All snapshots of a member of an operation that show. */
    public CompletionStage<List<TakenSnapshot>> find(OperationId id, ClusterName cluster, Duration limit) {
        return taken(lists.snapshots(
                "operation " + id,
                List.of(
                        Ec2Lists.filter("tag:" + SnapshotTags.OPERATION, List.of(id.value())),
                        Ec2Lists.filter("tag:" + SnapshotTags.CLUSTER, List.of(SnapshotTags.clusterValue(cluster)))),
                limit));
    }

    /** The snapshots of this account that are pending. */
    CompletionStage<List<Snapshot>> pending(Duration limit) {
        return lists.snapshots("pending snapshots", List.of(Ec2Lists.filter("status", List.of("pending"))), limit);
    }

    /**
     * Counts the snapshots of this account, page by page, without keeping them, until there are more than enough.
     *
     * @param counted what was counted so far, also if not all pages were answered
     */
    CompletionStage<Boolean> count(AtomicInteger counted, int enough, Duration limit) {
        AwsCall call = Ec2Lists.snapshotsCall("all snapshots of the account", limit);
        Ec2Questions.Pages<Snapshot> all = lists.filteredSnapshots(Owner.SELF, List.of());
        Ec2Questions.Pages<Boolean> counts = (left, token) -> {
            Ec2Questions.Page<Snapshot> page = all.ask(left, token);
            boolean more = counted.addAndGet(page.items().size()) <= enough;
            return new Ec2Questions.Page<>(List.of(), more ? page.next() : null);
        };
        return lists.questions().all(call, counts).thenApply(pages -> true);
    }

    /** The snapshots that exist. */
    public CompletionStage<List<TakenSnapshot>> describe(Collection<SnapshotId> ids, Duration limit) {
        return taken(snapshots(ids, limit));
    }

    /** The snapshots that exist, as EC2 tells them. */
    CompletionStage<List<Snapshot>> snapshots(Collection<SnapshotId> ids, Duration limit) {
        return lists.snapshots(ids, Owner.SELF, limit);
    }

    /** The completed snapshots of volumes that backups took, ours and those of the original tools. */
    CompletionStage<List<Snapshot>> completedOf(Collection<VolumeId> volumes, Duration limit) {
        AwsCall call = Ec2Lists.snapshotsCall("snapshots of " + volumes.size() + " volumes", limit);
        Function<List<String>, Ec2Questions.Pages<Snapshot>> batches = batch -> lists.filteredSnapshots(
                Owner.SELF,
                List.of(
                        Ec2Lists.filter("volume-id", batch),
                        Ec2Lists.filter("status", List.of("completed")),
                        Ec2Lists.filter("tag-key", List.of(SnapshotTags.OPERATION, SnapshotTags.OF_BR))));
        return lists.questions()
                .existing(Ec2Lists.strings(volumes), new Ec2Questions.Lookup<>(call, FILTER_VALUES, batches, batches));
    }

    private static CompletionStage<List<TakenSnapshot>> taken(CompletionStage<List<Snapshot>> found) {
        return AwsCalls.bare(found.thenApply(
                snapshots -> snapshots.stream().map(Ec2Reading::taken).toList()));
    }

    /** One DeleteSnapshot; one that does not exist counts as removed. */
    public CompletionStage<Void> delete(SnapshotId id, Duration limit) {
        AwsCall call = new AwsCall("EC2", "DeleteSnapshot", id.value(), AwsCall.Kind.IDEMPOTENT, limit);
        return calls.remove(
                call,
                left -> client.deleteSnapshot(
                        request -> request.snapshotId(id.value()).overrideConfiguration(left::on)));
    }
}
