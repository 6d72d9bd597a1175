package io.brfed.aws.internal;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Lists the volumes and snapshots that one EC2 client sees, in pages and in batches of ids. Thread-safe. */
final class Ec2Lists {
    static final int PAGE = 1_000;
    private static final int MAX_PAGES = 1_000;
    // What EC2 takes at once; more ids in one request make it slow or refuse.
    private static final int VOLUME_IDS = 500;
    private static final int SNAPSHOT_IDS = 1_000;
    private static final String VOLUMES = "DescribeVolumes";
    private static final String SNAPSHOTS = "DescribeSnapshots";

    private final Ec2Client client;
    private final Ec2Questions questions;

    Ec2Lists(Ec2Client client, AwsCalls calls, CallBudget budget) {
        this.client = client;
        this.questions = new Ec2Questions(calls, budget, new Ec2Questions.Manner(Call.DESCRIBE, MAX_PAGES));
    }

    /** Whose snapshots are listed. */
    enum Owner {
        /** Those of this account. */
        SELF,
        /** Those that others share with it, too. */
        ANYBODY
    }

    /** What asks, and asks again. */
    Ec2Questions questions() {
        return questions;
    }

    /** The volumes that exist. */
    CompletionStage<List<Volume>> volumes(Collection<VolumeId> ids, Duration limit) {
        AwsCall call = AwsCall.question(VOLUMES, ids.size() + " volumes", limit);
        return questions.existing(
                strings(ids),
                new Ec2Questions.Lookup<>(
                        call,
                        VOLUME_IDS,
                        batch -> volumePages(request -> request.volumeIds(batch)),
                        batch -> filteredVolumes(List.of(filter("volume-id", batch)))));
    }

    /** The volumes that all filters let through. */
    CompletionStage<List<Volume>> volumes(String subject, List<Filter> filters, Duration limit) {
        return questions.all(AwsCall.question(VOLUMES, subject, limit), filteredVolumes(filters));
    }

    private Ec2Questions.Pages<Volume> filteredVolumes(List<Filter> filters) {
        return volumePages(request -> request.filters(filters).maxResults(PAGE));
    }

    private Ec2Questions.Pages<Volume> volumePages(UnaryOperator<DescribeVolumesRequest.Builder> what) {
        return (limit, token) -> {
            var answer = client.describeVolumes(what.apply(DescribeVolumesRequest.builder())
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            return new Ec2Questions.Page<>(answer.volumes(), answer.nextToken());
        };
    }

    /** The snapshots that exist; the owner only counts if EC2 does not say which ids it does not know. */
    CompletionStage<List<Snapshot>> snapshots(Collection<SnapshotId> ids, Owner owner, Duration limit) {
        return questions.existing(
                strings(ids),
                new Ec2Questions.Lookup<>(
                        snapshotsCall(ids.size() + " snapshots", limit),
                        SNAPSHOT_IDS,
                        batch -> snapshotPages(request -> request.snapshotIds(batch)),
                        batch -> filteredSnapshots(owner, List.of(filter("snapshot-id", batch)))));
    }

    /** The snapshots of this account that all filters let through. */
    CompletionStage<List<Snapshot>> snapshots(String subject, List<Filter> filters, Duration limit) {
        return questions.all(snapshotsCall(subject, limit), filteredSnapshots(Owner.SELF, filters));
    }

    /** Questions for snapshots with a subject. */
    static AwsCall snapshotsCall(String subject, Duration limit) {
        return AwsCall.question(SNAPSHOTS, subject, limit);
    }

    /** Pages of the snapshots that all filters let through. */
    Ec2Questions.Pages<Snapshot> filteredSnapshots(Owner owner, List<Filter> filters) {
        return snapshotPages(request -> {
            DescribeSnapshotsRequest.Builder asked = request.filters(filters).maxResults(PAGE);
            return owner == Owner.SELF ? asked.ownerIds("self") : asked;
        });
    }

    private Ec2Questions.Pages<Snapshot> snapshotPages(UnaryOperator<DescribeSnapshotsRequest.Builder> what) {
        return (limit, token) -> {
            var answer = client.describeSnapshots(what.apply(DescribeSnapshotsRequest.builder())
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            return new Ec2Questions.Page<>(answer.snapshots(), answer.nextToken());
        };
    }

    static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    /** As EC2 takes them, each once, always in the same order. */
    static List<String> strings(Collection<?> ids) {
        return ids.stream().map(Object::toString).distinct().sorted().toList();
    }
}
