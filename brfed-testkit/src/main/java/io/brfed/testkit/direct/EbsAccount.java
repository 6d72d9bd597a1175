package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.InstanceId;
import io.brfed.spi.Scheduler;
import io.brfed.spi.TakenSnapshot.State;
import io.brfed.spi.VolumeShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What one account has in one region and what EC2 lets happen to it. Not thread-safe: {@link FakeEbs} guards it.
 */
final class EbsAccount {
    private static final ByteSize DATA_SIZE = new ByteSize(100L << 30);
    private static final ByteSize BOOT_SIZE = new ByteSize(8L << 30);

    final EbsRules rules = new EbsRules();
    final Map<InstanceId, String> machines = new LinkedHashMap<>();
    final Map<VolumeId, EbsVolume> volumes = new LinkedHashMap<>();
    final Map<SnapshotId, EbsShot> shots = new LinkedHashMap<>();
    final Set<VolumeId> failing = new HashSet<>();
    final Set<SnapshotId> inUse = new HashSet<>();

    final EbsNewVolumes made = new EbsNewVolumes(this);
    final EbsFastRestores fast = new EbsFastRestores(this);

    private final Scheduler scheduler;
    private final List<Consumer<List<FakeSnapshot>>> captures = new ArrayList<>();
    private final Map<VolumeId, Duration> lastShot = new HashMap<>();
    private int numbered;

    EbsAccount(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    Duration now() {
        return scheduler.elapsed();
    }

    void onCapture(Consumer<List<FakeSnapshot>> hook) {
        captures.add(hook);
    }

    void addMachine(InstanceId id, String zone, List<VolumeId> data) {
        machines.put(id, zone);
        VolumeId root = new VolumeId("vol-boot" + id.value().replaceFirst("^i-", ""));
        volumes.put(root, new EbsVolume(root, zone, gp3(BOOT_SIZE), true));
        attach(root, id);
        for (VolumeId volume : data) {
            addVolume(volume, zone);
            attach(volume, id);
        }
    }

    EbsVolume addVolume(VolumeId id, String zone) {
        EbsVolume volume = new EbsVolume(id, zone, gp3(DATA_SIZE), false);
        if (volumes.putIfAbsent(id, volume) != null) {
            throw new IllegalArgumentException("volume " + id + " exists already");
        }
        return volume;
    }

    private static VolumeShape gp3(ByteSize size) {
        return new VolumeShape(size, "gp3", 3_000, 125, Optional.empty());
    }

    void attach(VolumeId volume, InstanceId machine) {
        if (!machines.containsKey(machine)) {
            throw new IllegalArgumentException("instance " + machine + " does not exist");
        }
        volume(volume).attachedTo.add(machine);
    }

    EbsVolume volume(VolumeId id) {
        EbsVolume volume = volumes.get(id);
        if (volume == null) {
            throw new IllegalArgumentException("volume " + id + " does not exist");
        }
        return volume;
    }

    /** The volumes that show by now. */
    List<EbsVolume> visibleVolumes() {
        Duration now = scheduler.elapsed();
        return volumes.values().stream().filter(volume -> volume.shows(now)).toList();
    }

    List<EbsVolume> volumesOf(InstanceId machine) {
        return volumes.values().stream()
                .filter(volume -> volume.attachedTo.contains(machine))
                .toList();
    }

    /** CreateSnapshots with ExcludeBootVolume. */
    List<EbsShot> create(InstanceId machine, Collection<VolumeId> excluded, Map<String, String> tags) {
        List<EbsVolume> wanted = wanted(machine, excluded);
        checkLimits(wanted, tags);
        return capture(machine, wanted, tags);
    }

    private List<EbsVolume> wanted(InstanceId machine, Collection<VolumeId> excluded) {
        if (!machines.containsKey(machine)) {
            throw new EbsRefusalException(
                    "InvalidInstanceID.NotFound", "The instance ID '" + machine + "' does not exist");
        }
        List<EbsVolume> data = new ArrayList<>(volumesOf(machine));
        data.removeIf(volume -> volume.boot);
        Set<VolumeId> attached = new HashSet<>();
        data.forEach(volume -> attached.add(volume.id));
        if (excluded.size() > EbsRules.MAX_EXCLUDED || !attached.containsAll(excluded)) {
            throw new EbsRefusalException(
                    "InvalidParameterValue", "Excluded volumes must be attached and at most " + EbsRules.MAX_EXCLUDED);
        }
        data.removeIf(volume -> excluded.contains(volume.id));
        if (data.isEmpty()) {
            throw new EbsRefusalException("InvalidParameterValue", "No volumes to snapshot on " + machine);
        }
        return data;
    }

    private void checkLimits(List<EbsVolume> wanted, Map<String, String> tags) {
        Duration now = scheduler.elapsed();
        for (EbsVolume volume : wanted) {
            Duration last = lastShot.get(volume.id);
            if (last != null && now.minus(last).compareTo(rules.volumeInterval) < 0) {
                throw new EbsRefusalException(
                        "SnapshotCreationPerVolumeRateExceeded",
                        "The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or"
                                + " variable sleep interval between requests.");
            }
            if (pending(shot -> shot.volume == volume) >= rules.pendingPerVolume) {
                throw new EbsRefusalException(
                        "ConcurrentSnapshotLimitExceeded", "Maximum allowed in-progress snapshots for a single volume");
            }
        }
        if (pending(shot -> true) + wanted.size() > rules.pendingQuota) {
            throw new EbsRefusalException(
                    "PendingSnapshotLimitExceeded", "Maximum of " + rules.pendingQuota + " pending snapshots exceeded");
        }
        if (shots.size() + wanted.size() > rules.snapshotQuota) {
            throw new EbsRefusalException(
                    "SnapshotLimitExceeded", "Maximum of " + rules.snapshotQuota + " snapshots exceeded");
        }
        if (tags.size() > EbsRules.MAX_TAGS) {
            throw new EbsRefusalException("TagLimitExceeded", "More than 50 tags specified");
        }
    }

    private List<EbsShot> capture(InstanceId machine, List<EbsVolume> wanted, Map<String, String> tags) {
        EbsShot.Moment at = new EbsShot.Moment(machine, scheduler.elapsed(), scheduler.now());
        // EBS fails the whole set where one of it fails.
        boolean fails = wanted.stream().anyMatch(volume -> failing.contains(volume.id));
        List<EbsShot> set = new ArrayList<>();
        for (EbsVolume volume : wanted) {
            SnapshotId id = new SnapshotId(String.format("snap-%017x", ++numbered));
            EbsShot shot = new EbsShot(id, volume, tags, at);
            shot.visibleFrom = at.elapsed().plus(rules.showsAfter);
            shot.ends = at.elapsed().plus(rules.snapshotTime);
            shot.fails = fails;
            shots.put(id, shot);
            lastShot.put(volume.id, at.elapsed());
            set.add(shot);
        }
        List<FakeSnapshot> seen =
                set.stream().map(shot -> shot.seen(at.elapsed())).toList();
        captures.forEach(hook -> hook.accept(seen));
        return set;
    }

    long pending(Predicate<EbsShot> which) {
        Duration now = scheduler.elapsed();
        return shots.values().stream()
                .filter(which.and(shot -> shot.state(now) == State.PENDING))
                .count();
    }

    /** The snapshots that show by now. */
    List<EbsShot> visible() {
        Duration now = scheduler.elapsed();
        return shots.values().stream()
                .filter(shot -> shot.visibleFrom.compareTo(now) <= 0)
                .toList();
    }

    void delete(SnapshotId id) {
        if (inUse.contains(id)) {
            throw new EbsRefusalException(
                    "InvalidSnapshot.InUse", "The snapshot " + id + " is currently in use by ami-0123456789abcdef0");
        }
        if (shots.remove(id) == null) {
            throw new EbsRefusalException("InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist.");
        }
    }

    /** Everything that is pending ends now. */
    void finish() {
        Duration now = scheduler.elapsed();
        shots.values().stream().filter(shot -> shot.state(now) == State.PENDING).forEach(shot -> shot.ends = now);
    }
}
