package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Looks for what would keep snapshots from being taken, without taking any. */
public final class EbsCheck {
    private static final int MAX_EXCLUDED = 40;
    /** Of volumes of type st1 and sc1 only one, but those are too slow for TiKV. */
    private static final int MAX_PENDING_OF_VOLUME = 5;

    private static final String UNAUTHORIZED = "UnauthorizedOperation";
    private static final String PERMITTED = "DryRunOperation";
    private static final SnapshotId NOBODYS = new SnapshotId("snap-00000000000000000");

    private final Ec2Calls calls;
    private final CallBudget budget;
    private final Ec2Tagging tagging;
    private final int pendingQuota;

    /** A check with the account's quota of pending snapshots. */
    public EbsCheck(Ec2Calls calls, CallBudget budget, Ec2Tagging tagging, int pendingQuota) {
        this.calls = calls;
        this.budget = budget;
        this.tagging = tagging;
        this.pendingQuota = pendingQuota;
    }

    /** Everything found, at once. */
    public CompletionStage<List<Finding>> of(List<InstanceSnapshots> wanted, Duration limit) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<VolumeId> volumes = wanted.stream()
                .flatMap(request -> request.volumes().stream())
                .map(InstanceSnapshots.Part::volume)
                .toList();
        CompletionStage<List<Finding>> places = calls.volumes(volumes, limit).thenApply(found -> places(wanted, found));
        CompletionStage<List<Finding>> pending = calls.pending(limit).thenApply(found -> pending(wanted, found));
        CompletionStage<List<Finding>> rights = rights(wanted.get(0), limit);
        return AwsCalls.bare(rights.thenCombine(places, EbsCheck::both).thenCombine(pending, EbsCheck::both));
    }

    private static List<Finding> both(List<Finding> some, List<Finding> more) {
        List<Finding> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** One request of each kind is tried: trying all would use up what the pause needs. */
    private CompletionStage<List<Finding>> rights(InstanceSnapshots first, Duration limit) {
        budget.reserve(Call.CREATE_SNAPSHOTS);
        budget.reserve(Call.DELETE_SNAPSHOT);
        CompletableFuture<List<Finding>> create = new CompletableFuture<>();
        calls.tryCreate(first, limit).whenComplete((done, error) -> tell(create, error, EbsCheck::mayNotCreate));
        CompletableFuture<List<Finding>> delete = new CompletableFuture<>();
        calls.tryDelete(NOBODYS, limit).whenComplete((done, error) -> tell(delete, error, EbsCheck::mayNotDelete));
        return create.thenCombine(delete, EbsCheck::both);
    }

    private static void tell(
            CompletableFuture<List<Finding>> findings,
            @org.jspecify.annotations.Nullable Throwable error,
            java.util.function.Function<AwsRefusalException, List<Finding>> reading) {
        if (error instanceof AwsRefusalException refusal) {
            findings.complete(refusal.code().equals(PERMITTED) ? List.of() : reading.apply(refusal));
        } else if (error != null) {
            findings.completeExceptionally(error);
        } else {
            findings.complete(List.of());
        }
    }

    private static List<Finding> mayNotCreate(AwsRefusalException refusal) {
        boolean right = refusal.code().equals(UNAUTHORIZED);
        return List.of(Finding.fault(
                "ec2:CreateSnapshots",
                refusal.code(),
                "a request without effect was refused: " + refusal.getMessage(),
                right ? "grant ec2:CreateSnapshots and ec2:CreateTags" : "see EC2's reason"));
    }

    /** A right that is bound to our tags cannot be tried on a snapshot that does not exist, so this is only a notice. */
    private static List<Finding> mayNotDelete(AwsRefusalException refusal) {
        return refusal.code().equals(UNAUTHORIZED)
                ? List.of(Finding.notice(
                        "ec2:DeleteSnapshot",
                        refusal.code(),
                        "the right to delete snapshots could not be shown",
                        "grant ec2:DeleteSnapshot, or snapshots of failed backups will be left behind"))
                : List.of();
    }

    private List<Finding> places(List<InstanceSnapshots> wanted, List<Volume> found) {
        Map<VolumeId, Volume> byId = new HashMap<>();
        found.forEach(volume -> byId.put(new VolumeId(volume.volumeId()), volume));
        List<Finding> findings = new ArrayList<>();
        for (InstanceSnapshots request : wanted) {
            if (request.others().size() > MAX_EXCLUDED) {
                findings.add(Finding.fault(
                        "volumes of instance " + request.instance(),
                        request.others().size() + " others",
                        "EC2 leaves out at most " + MAX_EXCLUDED + " volumes of an instance",
                        "move other pods' volumes to other nodes"));
            }
            for (InstanceSnapshots.Part part : request.volumes()) {
                Volume volume = byId.get(part.volume());
                if (volume == null) {
                    findings.add(fault(part, "it does not exist in this account and region", "check the region"));
                } else {
                    findings.addAll(place(request, part, volume));
                }
            }
        }
        return findings;
    }

    private List<Finding> place(InstanceSnapshots request, InstanceSnapshots.Part part, Volume volume) {
        List<Finding> findings = new ArrayList<>();
        List<InstanceId> machines = Ec2Reading.attachedTo(volume);
        if (machines.isEmpty()) {
            findings.add(fault(part, "it is attached to no instance", "wait until its pod runs"));
        } else if (machines.size() > 1 || Boolean.TRUE.equals(volume.multiAttachEnabled())) {
            findings.add(fault(part, "it may be attached to several instances", "give the store a volume of its own"));
        } else if (!machines.get(0).equals(request.instance())) {
            findings.add(fault(
                    part,
                    "it is attached to " + machines.get(0) + ", not to " + request.instance(),
                    "its pod has moved; check again"));
        }
        int tags = tagging.tags(request).size() + (tagging.copiesVolumeTags() ? copied(volume) : 0);
        if (tags > Ec2Tagging.MAX_TAGS) {
            findings.add(fault(
                    part,
                    "its snapshot would have up to " + tags + " tags, EC2 permits " + Ec2Tagging.MAX_TAGS,
                    "do not copy the tags of volumes"));
        }
        return findings;
    }

    private static int copied(Volume volume) {
        return (int) volume.tags().stream()
                .filter(tag -> !tag.key().startsWith("aws:"))
                .count();
    }

    private static Finding fault(InstanceSnapshots.Part part, String problem, String advice) {
        return Finding.fault("volume of store " + part.store(), part.volume().value(), problem, advice);
    }

    private List<Finding> pending(List<InstanceSnapshots> wanted, List<Snapshot> found) {
        List<Finding> findings = new ArrayList<>();
        int demand =
                wanted.stream().mapToInt(request -> request.volumes().size()).sum();
        if (found.size() + demand > pendingQuota) {
            int room = Math.max(0, pendingQuota - found.size());
            int each = wanted.stream()
                    .mapToInt(request -> request.volumes().size())
                    .max()
                    .orElse(1);
            findings.add(Finding.fault(
                    "pending snapshots",
                    found.size() + " + " + demand,
                    "more than the account's quota of " + pendingQuota + " in this region; there is room for " + room
                            + ", that is " + room / each + " stores with " + each + " volumes each",
                    "wait until snapshots have completed, or raise the setting if your quota is higher"));
        }
        findings.addAll(pendingOfVolumes(wanted, found));
        return findings;
    }

    private static List<Finding> pendingOfVolumes(List<InstanceSnapshots> wanted, List<Snapshot> found) {
        Map<VolumeId, Integer> counts = new HashMap<>();
        found.forEach(snapshot -> counts.merge(new VolumeId(snapshot.volumeId()), 1, Integer::sum));
        List<Finding> findings = new ArrayList<>();
        wanted.stream()
                .flatMap(request -> request.volumes().stream())
                .filter(part -> counts.getOrDefault(part.volume(), 0) >= MAX_PENDING_OF_VOLUME)
                .forEach(part -> findings.add(fault(
                        part,
                        counts.get(part.volume()) + " snapshots of it are pending, EC2 permits "
                                + MAX_PENDING_OF_VOLUME,
                        "wait until they have completed")));
        return findings;
    }
}
