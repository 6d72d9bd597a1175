package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.NewVolume;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A {@link FakeEbs} as a provider of volumes, in the scheduler's time, without a wire. */
final class FakeVolumeProvider implements VolumeProvider {
    private static final String VOLUMES = "DescribeVolumes";
    private static final String SNAPSHOTS = "DescribeSnapshots";
    private static final String KEYS = "DescribeKey";

    private final FakeEbs ebs;
    private final CallBudget budget;

    FakeVolumeProvider(FakeEbs ebs, CallBudget budget) {
        this.ebs = ebs;
        this.budget = budget;
    }

    @Override
    public CallBudget budget() {
        return budget;
    }

    @Override
    public CompletionStage<List<SourceSnapshot>> sources(Collection<SnapshotId> snapshots, Duration limit) {
        Set<SnapshotId> wanted = Set.copyOf(snapshots);
        return new EbsTrip<>(ebs, SNAPSHOTS, limit, account -> sources(account, wanted)).begin();
    }

    private static List<SourceSnapshot> sources(EbsAccount account, Set<SnapshotId> wanted) {
        return account.visible().stream()
                .filter(shot -> wanted.contains(shot.id))
                .map(shot -> new SourceSnapshot(
                        shot.id, shot.state(account.now()), shot.size, shot.volume.shape.kmsKey(), shot.tags))
                .toList();
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        List<VolumeRequest> wanted = List.copyOf(requests);
        return new EbsTrip<>(ebs, SNAPSHOTS, limit, account -> findings(account, wanted)).begin();
    }

    @Override
    public CompletionStage<List<Finding>> checkKeys(Collection<String> keys, Duration limit) {
        List<String> asked = List.copyOf(keys);
        return new EbsTrip<>(ebs, KEYS, limit, account -> keys(account, asked)).begin();
    }

    private static List<Finding> keys(EbsAccount account, List<String> keys) {
        return keys.stream()
                .filter(key -> account.made.brokenKeys.contains(key) || account.made.unknownKeys.contains(key))
                .map(key -> Finding.fault("KMS key", key, "cannot be used", "restore with another key"))
                .toList();
    }

    private List<Finding> findings(EbsAccount account, List<VolumeRequest> wanted) {
        Set<Finding> findings = new LinkedHashSet<>();
        wanted.forEach(request -> findings.addAll(request.target().findings()));
        for (String action : List.of(FakeEbs.CREATE_VOLUME, FakeEbs.DELETE_VOLUME)) {
            try {
                ebs.demand(action);
            } catch (EbsRefusalException refusal) {
                findings.add(Finding.fault(
                        "ec2:" + action, refusal.code(), String.valueOf(refusal.getMessage()), "grant the right"));
            }
        }
        List<SourceSnapshot> sources = sources(
                account, Set.copyOf(wanted.stream().map(VolumeRequest::snapshot).toList()));
        long bytes = 0;
        for (VolumeRequest request : wanted) {
            Optional<SourceSnapshot> source = sources.stream()
                    .filter(one -> one.id().equals(request.snapshot()))
                    .findFirst();
            if (source.isEmpty() || source.get().state() != TakenSnapshot.State.COMPLETED) {
                findings.add(Finding.fault(
                        "snapshot of store " + request.store(),
                        request.snapshot().value(),
                        source.isEmpty() ? "it does not exist" : "it is not complete",
                        "restore another backup"));
            }
            bytes += source.map(one -> one.size().bytes()).orElse(0L);
        }
        findings.addAll(quotas(account, wanted, new ByteSize(bytes)));
        findings.addAll(keys(
                account,
                wanted.stream()
                        .map(request -> request.target().encryption().key())
                        .toList()));
        return List.copyOf(findings);
    }

    private static List<Finding> quotas(EbsAccount account, List<VolumeRequest> wanted, ByteSize more) {
        List<Finding> findings = new ArrayList<>();
        if (account.volumes.size() + wanted.size() > account.rules.volumeQuota) {
            findings.add(Finding.fault(
                    "volumes",
                    account.volumes.size() + " + " + wanted.size(),
                    "more than the quota of " + account.rules.volumeQuota,
                    "have the quota raised"));
        }
        String type = wanted.isEmpty() ? "" : wanted.get(0).target().type().id();
        ByteSize used = account.made.storage(type);
        if (used.plus(more).compareTo(account.rules.storageQuota) > 0) {
            findings.add(Finding.fault(
                    "storage of type " + type,
                    used + " + " + more,
                    "more than the quota of " + account.rules.storageQuota,
                    "have the quota raised"));
        }
        return findings;
    }

    @Override
    public CompletionStage<NewVolume> create(VolumeRequest request, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        FakeEbs.CREATE_VOLUME,
                        limit,
                        account -> seen(account.made.create(EbsWish.of(request), request.clientToken()), "creating"))
                .begin();
    }

    @Override
    public CompletionStage<List<NewVolume>> find(OperationId id, ClusterName cluster, Duration limit) {
        return search(volume -> VolumeTags.areOf(id, cluster, volume.tags), limit);
    }

    @Override
    public CompletionStage<List<NewVolume>> describe(Collection<VolumeId> volumes, Duration limit) {
        Set<VolumeId> wanted = Set.copyOf(volumes);
        return search(volume -> wanted.contains(volume.id), limit);
    }

    private CompletionStage<List<NewVolume>> search(Predicate<EbsVolume> which, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        VOLUMES,
                        limit,
                        account -> account.visibleVolumes().stream()
                                .filter(which)
                                .map(volume -> seen(volume, volume.status(account.now())))
                                .toList())
                .begin();
    }

    @Override
    public Optional<FastSnapshotRestore> fastRestore() {
        return Optional.of(new FakeFastRestore(ebs));
    }

    static NewVolume seen(EbsVolume volume, String status) {
        Optional<SnapshotId> snapshot = Optional.ofNullable(volume.creation).map(EbsCreation::snapshot);
        return new NewVolume(
                volume.id,
                snapshot,
                NewVolume.State.valueOf(status.replace('-', '_').toUpperCase(Locale.ROOT)),
                volume.zone,
                volume.shape,
                volume.tags);
    }

    @Override
    public CompletionStage<Void> delete(VolumeId volume, Duration limit) {
        return new EbsTrip<>(ebs, FakeEbs.DELETE_VOLUME, limit, account -> {
                    account.made.delete(volume);
                    return true;
                })
                .beginRemoval();
    }
}
