package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Looks for what would keep snapshots from being taken, without taking any. */
public final class EbsCheck {
    private static final int MAX_EXCLUDED = 40;
    /** Of volumes of type st1 and sc1 only one, but those are too slow for TiKV. */
    private static final int MAX_PENDING_OF_VOLUME = 5;

    private static final SnapshotId NOBODYS = new SnapshotId("snap-00000000000000000");

    private final Ec2Calls calls;
    private final Ec2Tagging tagging;
    private final EbsQuotas quotas;

    /** A check against the account's quotas. */
    public EbsCheck(Ec2Calls calls, Ec2Tagging tagging, EbsQuotas quotas) {
        this.calls = calls;
        this.tagging = tagging;
        this.quotas = quotas;
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
        List<CompletionStage<List<Finding>>> parts = List.of(
                EbsTrial.making(AwsRight.CREATE_SNAPSHOTS, "snapshots", calls.tryCreate(wanted.get(0), limit)),
                EbsTrial.removing(
                        AwsRight.DELETE_SNAPSHOT, "snapshots of failed backups", calls.tryDelete(NOBODYS, limit)),
                EbsTrial.question(
                        AwsRight.DESCRIBE_VOLUMES,
                        calls.volumes(volumes, limit).thenApply(found -> places(wanted, found))),
                EbsTrial.question(
                        AwsRight.DESCRIBE_SNAPSHOTS, calls.pending(limit).thenApply(found -> pending(wanted, found))),
                count(wanted, limit));
        CompletionStage<List<Finding>> all = CompletableFuture.completedFuture(List.of());
        for (CompletionStage<List<Finding>> part : parts) {
            all = all.thenCombine(part, EbsCheck::both);
        }
        return AwsCalls.bare(all);
    }

    private static List<Finding> both(List<Finding> some, List<Finding> more) {
        List<Finding> all = new ArrayList<>(some);
        all.addAll(more);
        return all.stream().distinct().toList();
    }

    /** Counting takes a request for each thousand snapshots, so that what does not end in time must not fail the rest. */
    private CompletionStage<List<Finding>> count(List<InstanceSnapshots> wanted, Duration limit) {
        Duration some = limit.multipliedBy(3).dividedBy(4);
        AtomicInteger counted = new AtomicInteger();
        return calls.count(counted, quotas.most(wanted), some).handle((done, error) -> {
            List<Finding> lacking =
                    quotas.allBeside(counted.get(), wanted).stream().toList();
            return lacking.isEmpty() && error != null ? List.of(uncounted(counted.get(), some)) : lacking;
        });
    }

    private Finding uncounted(int counted, Duration limit) {
        return Finding.notice(
                "snapshots",
                counted + " or more",
                "not all snapshots of the account could be counted within " + limit + "; its quota is " + quotas.all(),
                "if the account may be near its quota, delete old snapshots or have 'Snapshots per Region' raised");
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
        quotas.pendingBeside(found.size(), wanted).ifPresent(findings::add);
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
