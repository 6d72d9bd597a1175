package io.brfed.testkit.direct;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Fast snapshot restore of a {@link FakeEbs}, in the scheduler's time, without a wire. */
final class FakeFastRestore implements FastSnapshotRestore {
    private final FakeEbs ebs;

    FakeFastRestore(FakeEbs ebs) {
        this.ebs = ebs;
    }

    @Override
    public CompletionStage<List<Finding>> check(Collection<VolumeRequest> requests, Duration limit) {
        Set<SnapshotId> wanted =
                requests.stream().map(VolumeRequest::snapshot).collect(Collectors.toCollection(HashSet::new));
        return new EbsTrip<>(ebs, "DescribeSnapshots", limit, account -> findings(account, wanted)).begin();
    }

    private List<Finding> findings(EbsAccount account, Set<SnapshotId> wanted) {
        List<Finding> findings = new ArrayList<>();
        for (String action : List.of(FakeEbs.ENABLE_FAST, FakeEbs.DISABLE_FAST, FakeEbs.DESCRIBE_FAST)) {
            try {
                ebs.demand(action);
            } catch (EbsRefusalException refusal) {
                findings.add(Finding.fault(
                        "ec2:" + action, refusal.code(), String.valueOf(refusal.getMessage()), "grant the right"));
            }
        }
        Set<SnapshotId> on = account.fast.on();
        int there = on.size();
        on.addAll(wanted);
        if (on.size() > account.rules.fastRestoreQuota) {
            findings.add(Finding.fault(
                    "fast snapshot restore",
                    there + " + " + (on.size() - there),
                    "more than the quota of " + account.rules.fastRestoreQuota + " snapshots",
                    "have the quota raised"));
        }
        return List.copyOf(findings);
    }

    @Override
    public CompletionStage<Answer> enable(Batch batch, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        FakeEbs.ENABLE_FAST,
                        limit,
                        account -> account.fast.enable(batch.zone(), batch.snapshots()))
                .begin();
    }

    @Override
    public CompletionStage<Answer> disable(Batch batch, Duration limit) {
        return new EbsTrip<>(
                        ebs,
                        FakeEbs.DISABLE_FAST,
                        limit,
                        account -> account.fast.disable(batch.zone(), batch.snapshots()))
                .begin();
    }

    @Override
    public CompletionStage<List<Status>> describe(Collection<SnapshotId> snapshots, Duration limit) {
        Set<SnapshotId> wanted = Set.copyOf(snapshots);
        return new EbsTrip<>(
                        ebs,
                        FakeEbs.DESCRIBE_FAST,
                        limit,
                        account -> account.fast.visible().stream()
                                .filter(status -> wanted.contains(status.place().snapshot()))
                                .toList())
                .begin();
    }

    @Override
    public CompletionStage<Set<VolumeId>> restoredFast(Collection<VolumeId> volumes, Duration limit) {
        Set<VolumeId> wanted = Set.copyOf(volumes);
        return new EbsTrip<>(
                        ebs,
                        "DescribeVolumes",
                        limit,
                        account -> account.visibleVolumes().stream()
                                .filter(volume -> wanted.contains(volume.id))
                                .filter(volume -> Boolean.TRUE.equals(volume.fastRestored))
                                .map(volume -> volume.id)
                                .collect(Collectors.toUnmodifiableSet()))
                .begin();
    }
}
