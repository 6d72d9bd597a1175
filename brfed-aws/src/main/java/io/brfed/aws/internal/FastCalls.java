package io.brfed.aws.internal;

import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.FastSnapshotRestore.Answer;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.DisableFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.EnableFastSnapshotRestoresRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The requests about fast snapshot restore of one EC2 client. Thread-safe. */
public final class FastCalls {
    /** What EC2 documents for MaxResults of this question. */
    private static final int PAGE = 200;

    private static final int FILTER_VALUES = 100;
    private static final int MAX_PAGES = 1_000;
    private static final String ENABLE = "EnableFastSnapshotRestores";
    private static final String DISABLE = "DisableFastSnapshotRestores";
    private static final String DESCRIBE = "DescribeFastSnapshotRestores";

    private final Ec2Client client;
    private final AwsCalls calls;
    private final Ec2Questions questions;
    private final VolumeCalls volumes;

    /** Requests of a client. */
    public FastCalls(Ec2Client client, AwsCalls calls, CallBudget budget) {
        this.client = client;
        this.calls = calls;
        this.questions = new Ec2Questions(calls, budget, new Ec2Questions.Manner(Call.DESCRIBE, MAX_PAGES));
        this.volumes = new VolumeCalls(client, calls, budget);
    }

    VolumeCalls volumes() {
        return volumes;
    }

    /** One EnableFastSnapshotRestores. */
    public CompletionStage<Answer> enable(Batch batch, Duration limit) {
        return calls.make(
                change(ENABLE, batch, limit),
                left -> FastReading.enabled(client.enableFastSnapshotRestores(
                        enabling(batch).overrideConfiguration(left::on).build())));
    }

    /** Asks whether the request would be permitted, without effect; completes with EC2's refusal. */
    CompletionStage<Boolean> tryEnable(Batch batch, Duration limit) {
        AwsCall call = AwsCall.question(ENABLE, subject(batch), limit);
        return questions.once(Call.FAST_RESTORE, call, left -> {
            client.enableFastSnapshotRestores(
                    enabling(batch).dryRun(true).overrideConfiguration(left::on).build());
            return true;
        });
    }

    private static EnableFastSnapshotRestoresRequest.Builder enabling(Batch batch) {
        return EnableFastSnapshotRestoresRequest.builder()
                .availabilityZones(batch.zone())
                .sourceSnapshotIds(strings(batch.snapshots()));
    }

    /** One DisableFastSnapshotRestores. */
    public CompletionStage<Answer> disable(Batch batch, Duration limit) {
        return calls.make(
                change(DISABLE, batch, limit),
                left -> FastReading.disabled(client.disableFastSnapshotRestores(
                        disabling(batch).overrideConfiguration(left::on).build())));
    }

    /** Asks whether the request would be permitted, without effect; completes with EC2's refusal. */
    CompletionStage<Boolean> tryDisable(Batch batch, Duration limit) {
        AwsCall call = AwsCall.question(DISABLE, subject(batch), limit);
        return questions.once(Call.FAST_RESTORE, call, left -> {
            client.disableFastSnapshotRestores(disabling(batch)
                    .dryRun(true)
                    .overrideConfiguration(left::on)
                    .build());
            return true;
        });
    }

    private static DisableFastSnapshotRestoresRequest.Builder disabling(Batch batch) {
        return DisableFastSnapshotRestoresRequest.builder()
                .availabilityZones(batch.zone())
                .sourceSnapshotIds(strings(batch.snapshots()));
    }

    private static AwsCall change(String action, Batch batch, Duration limit) {
        return new AwsCall("EC2", action, subject(batch), AwsCall.Kind.IDEMPOTENT, limit);
    }

    private static String subject(Batch batch) {
        return String.join(", ", strings(batch.snapshots())) + " in " + batch.zone();
    }

    /** What there is about these snapshots; EC2 forgets those that were disabled long ago. */
    public CompletionStage<List<Status>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        List<String> ids = strings(snapshots);
        AwsCall call = AwsCall.question(DESCRIBE, ids.size() + " snapshots", limit);
        List<CompletionStage<List<Status>>> batches = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += FILTER_VALUES) {
            batches.add(questions.all(
                    call, pages(filter("snapshot-id", ids.subList(from, Math.min(ids.size(), from + FILTER_VALUES))))));
        }
        CompletionStage<List<Status>> all = CompletableFuture.completedFuture(List.of());
        for (CompletionStage<List<Status>> batch : batches) {
            all = all.thenCombine(batch, FastCalls::both);
        }
        return AwsCalls.bare(all);
    }

    /** Everything that is charged for in this account and region. */
    CompletionStage<List<Status>> on(Duration limit) {
        AwsCall call = AwsCall.question(DESCRIBE, "the account", limit);
        return questions.all(call, pages(filter("state", List.of("enabling", "optimizing", "enabled"))));
    }

    private Ec2Questions.Pages<Status> pages(Filter filter) {
        return (limit, token) -> {
            var answer = client.describeFastSnapshotRestores(DescribeFastSnapshotRestoresRequest.builder()
                    .filters(filter)
                    .maxResults(PAGE)
                    .nextToken(token)
                    .overrideConfiguration(limit::on)
                    .build());
            return new Ec2Questions.Page<>(FastReading.statuses(answer), answer.nextToken());
        };
    }

    /** Those of these volumes of which EC2 says that they were made whole. */
    public CompletionStage<Set<VolumeId>> restoredFast(Collection<VolumeId> ids, Duration limit) {
        return AwsCalls.bare(volumes.existing(ids, limit)
                .thenApply(found -> found.stream()
                        .filter(volume -> Boolean.TRUE.equals(volume.fastRestored()))
                        .map(Volume::volumeId)
                        .map(VolumeId::new)
                        .collect(Collectors.toUnmodifiableSet())));
    }

    private static <T> List<T> both(List<T> some, List<T> more) {
        List<T> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    private static List<String> strings(Collection<?> ids) {
        return ids.stream().map(Object::toString).distinct().sorted().toList();
    }
}
