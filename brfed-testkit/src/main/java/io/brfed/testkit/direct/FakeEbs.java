package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget;
import io.brfed.spi.FastSnapshotRestore;
import io.brfed.spi.InstanceId;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.SnapshotProvider;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeShape;
import io.brfed.testkit.direct.EbsFaults.Connection;
import io.brfed.testkit.direct.EbsFaults.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One AWS account in one region, as far as snapshots and volumes go: instances with volumes, snapshots that are
 * pending, then completed or failed, volumes made from them, EC2's limits, and everything that goes wrong, by the names that EC2 uses. Its time is that of a scheduler.
 * {@link #provider()} hands it out as a {@link SnapshotProvider},
 * {@link #volumeProvider()} as a {@link VolumeProvider}; {@link Ec2Server} serves it in EC2's own protocol.
 *
 * <pre>{@code
 * FakeEbs ebs = FakeEbs.create(time);
 * ebs.instance(new InstanceId("i-1"), "us-west-2a", new VolumeId("vol-1"));
 * ebs.failNext("SnapshotLimitExceeded");
 * }</pre>
 *
 * Snapshots take a minute, a request 100 ms; the limits are those of an account that AWS has not changed. Thread-safe, as
 * far as the scheduler is.
 *
 * @since 0.1.0
 */
public final class FakeEbs {
    /** EC2's name of the call that most faults are about. */
    public static final String CREATE = "CreateSnapshots";
    /** EC2's name of the call that removes a snapshot. */
    public static final String DELETE = "DeleteSnapshot";

    /** EC2's name of the call that makes a volume. */
    public static final String CREATE_VOLUME = "CreateVolume";
    /** EC2's name of the call that removes a volume. */
    public static final String DELETE_VOLUME = "DeleteVolume";

    /** EC2's name of the call that enables fast snapshot restore. */
    public static final String ENABLE_FAST = "EnableFastSnapshotRestores";
    /** EC2's name of the call that disables it. */
    public static final String DISABLE_FAST = "DisableFastSnapshotRestores";
    /** EC2's name of the question for it. */
    public static final String DESCRIBE_FAST = "DescribeFastSnapshotRestores";

    private static final Duration DEFAULT_LATENCY = Duration.ofMillis(100);
    private static final int CAPACITY = 100;
    private static final int OTHER_CAPACITY = 50;
    private static final int WRITES_PER_SECOND = 5;
    private static final int QUESTIONS_PER_SECOND = 20;
    private static final int LISTS_PER_SECOND = 50;

    private final Scheduler scheduler;
    private final EbsAccount account;
    private final EbsFaults faults = new EbsFaults();
    private final RequestMeter creates = new RequestMeter(CAPACITY, WRITES_PER_SECOND);
    private final RequestMeter deletes = new RequestMeter(CAPACITY, WRITES_PER_SECOND);
    private final RequestMeter newVolumes = new RequestMeter(CAPACITY, WRITES_PER_SECOND);
    private final RequestMeter deletedVolumes = new RequestMeter(CAPACITY, WRITES_PER_SECOND);
    private final RequestMeter fastRestores = new RequestMeter(OTHER_CAPACITY, WRITES_PER_SECOND);
    private final RequestMeter questions = new RequestMeter(CAPACITY, QUESTIONS_PER_SECOND);
    private final RequestMeter lists = new RequestMeter(LISTS_PER_SECOND, LISTS_PER_SECOND);
    private final List<Request> requests = new ArrayList<>();
    private Supplier<Duration> latency = () -> DEFAULT_LATENCY;

    private FakeEbs(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        this.account = new EbsAccount(scheduler);
    }

    /** An account with nothing in it. */
    public static FakeEbs create(Scheduler scheduler) {
        return new FakeEbs(scheduler);
    }

    /** An account on the system's clock, for tests over the wire. */
    public static FakeEbs inRealTime() {
        return new FakeEbs(new RealTime());
    }

    /** The account as a provider without a limit of its own; its requests are still counted as EC2 counts them. */
    public SnapshotProvider provider() {
        return provider(new UnlimitedBudget());
    }

    /** The account as a provider that shares a budget. */
    public SnapshotProvider provider(CallBudget budget) {
        return new FakeEbsProvider(this, Objects.requireNonNull(budget, "budget"));
    }

    /** The account as a provider of volumes without a limit of its own; its requests are still counted as EC2 counts them. */
    public VolumeProvider volumeProvider() {
        return volumeProvider(new UnlimitedBudget());
    }

    /** The account as a provider of volumes that shares a budget. */
    public VolumeProvider volumeProvider(CallBudget budget) {
        return new FakeVolumeProvider(this, Objects.requireNonNull(budget, "budget"));
    }

    /** Adds an instance with a boot volume and data volumes of 100 GiB. */
    public FakeEbs instance(InstanceId id, String zone, VolumeId... data) {
        return change(() -> account.addMachine(id, zone, List.of(data)));
    }

    /** Adds a volume that is attached to nothing. */
    public FakeEbs volume(VolumeId id, String zone) {
        return change(() -> account.addVolume(id, zone));
    }

    /** Sets what kind of volume one is. */
    public FakeEbs shape(VolumeId id, VolumeShape shape) {
        return change(() -> account.volume(id).shape = shape);
    }

    /** Puts a tag on a volume. */
    public FakeEbs tag(VolumeId id, String key, String value) {
        return change(() -> account.volume(id).tags.put(key, value));
    }

    /** Writes blocks of 512 KiB on a volume; snapshots that exist do not change. */
    public FakeEbs write(VolumeId id, int firstBlock, int blocks) {
        return change(() -> EbsBlocks.write(account.volume(id), firstBlock, blocks));
    }

    /** EC2 does not say how much a snapshot holds, as it did not before 2024; its blocks can still be listed. */
    public FakeEbs hidesFullSizes() {
        return change(() -> account.rules.tellsFullSizes = false);
    }

    /** Attaches a volume to an instance, in addition to where it is. */
    public FakeEbs attach(VolumeId volume, InstanceId instance) {
        return change(() -> account.attach(volume, instance));
    }

    /** Detaches a volume from wherever it is attached. */
    public FakeEbs detach(VolumeId volume) {
        return change(() -> account.volume(volume).attachedTo.clear());
    }

    /** Sets the time from a request to its answer; the effect is in the middle. Default: 100 ms. */
    public FakeEbs latency(Duration value) {
        return latency(() -> value);
    }

    /** Sets where the time from each request to its answer comes from, for example a seeded source. */
    public FakeEbs latency(Supplier<Duration> source) {
        return change(() -> latency = source);
    }

    /** Sets how long later snapshots are pending. Default: 1 minute. */
    public FakeEbs snapshotTime(Duration value) {
        return change(() -> account.rules.snapshotTime = value);
    }

    /** Sets after what time later snapshots show in searches and descriptions. Default: at once. */
    public FakeEbs showsAfter(Duration value) {
        return change(() -> account.rules.showsAfter = value);
    }

    /** Sets how many snapshots may be pending: in the account (default 100) and of one volume (default 5). */
    public FakeEbs pendingQuota(int inAccount, int ofVolume) {
        return change(() -> {
            account.rules.pendingQuota = inAccount;
            account.rules.pendingPerVolume = ofVolume;
        });
    }

    /** Sets how many snapshots there may be. Default: 100,000. */
    public FakeEbs snapshotQuota(int value) {
        return change(() -> account.rules.snapshotQuota = value);
    }

    /** Sets how long to wait between two snapshots of one volume. Default: 15 seconds. */
    public FakeEbs volumeInterval(Duration value) {
        return change(() -> account.rules.volumeInterval = value);
    }

    /** Sets the bucket of requests for snapshots. Default: 100, refilled at 5 per second. */
    public FakeEbs createBucket(int capacity, int perSecond) {
        return change(() -> creates.set(capacity, perSecond));
    }

    /** Sets how long later volumes are being made. Default: 2 seconds. */
    public FakeEbs volumeTime(Duration value) {
        return change(() -> account.rules.volumeTime = value);
    }

    /** Sets after what time later volumes show in searches and descriptions. Default: at once. */
    public FakeEbs volumesShowAfter(Duration value) {
        return change(() -> account.rules.volumesShowAfter = value);
    }

    /** Sets how many volumes there may be (default 5,000) and how much those of one type may hold (default 50 TiB). */
    public FakeEbs volumeQuota(int volumes, ByteSize storage) {
        return change(() -> {
            account.rules.volumeQuota = volumes;
            account.rules.storageQuota = storage;
        });
    }

    /** Sets the bucket of requests for volumes. Default: 100, refilled at 5 per second. */
    public FakeEbs createVolumeBucket(int capacity, int perSecond) {
        return change(() -> newVolumes.set(capacity, perSecond));
    }

    /** All volumes that are being made are made now, or fail, and show. */
    public FakeEbs finishVolumes() {
        return change(account.made::finish);
    }

    /** The KMS key cannot be used: requests are accepted, and later volumes with it end in error. */
    public FakeEbs breakKey(String key) {
        return change(() -> account.made.brokenKeys.add(key));
    }

    /** There is no such KMS key: requests are accepted, and later volumes with it end in error. */
    public FakeEbs loseKey(String key) {
        return change(() -> account.made.unknownKeys.add(key));
    }

    /** Later volumes from the snapshot end in error. */
    public FakeEbs failVolumesFrom(SnapshotId snapshot) {
        return change(() -> account.made.failing.add(snapshot));
    }

    /** Later volumes from the snapshot are made again. */
    public FakeEbs mendVolumesFrom(SnapshotId snapshot) {
        return change(() -> account.made.failing.remove(snapshot));
    }

    /** Somebody removes a volume, whatever state it is in. */
    public FakeEbs vanish(VolumeId volume) {
        return change(() -> account.volumes.remove(volume));
    }

    /** Somebody enables fast snapshot restore of a snapshot in a zone. */
    public FakeEbs enableFastRestore(SnapshotId snapshot, String zone) {
        return change(() -> account.fast.enable(zone, List.of(snapshot)));
    }

    /** Somebody disables fast snapshot restore of a snapshot in a zone. */
    public FakeEbs disableFastRestore(SnapshotId snapshot, String zone) {
        return change(() -> account.fast.disable(zone, List.of(snapshot)));
    }

    /** Sets how long fast snapshot restore takes to become ready for each TiB of a snapshot. Default: 60 minutes. */
    public FakeEbs fastRestoreTime(Duration ofTebibyte) {
        return change(() -> account.rules.fastRestoreTimeOfTebibyte = ofTebibyte);
    }

    /** Everything that is being enabled for fast snapshot restore is ready now, and has its credits. */
    public FakeEbs finishFastRestores() {
        return change(account.fast::finish);
    }

    /** Sets after what time later fast snapshot restores show in descriptions. Default: at once. */
    public FakeEbs fastRestoresShowAfter(Duration value) {
        return change(() -> account.rules.fastRestoresShowAfter = value);
    }

    /** Sets how many snapshots may be enabled for fast snapshot restore. Default: 50. */
    public FakeEbs fastRestoreQuota(int snapshots) {
        return change(() -> account.rules.fastRestoreQuota = snapshots);
    }

    /** Requests to enable fast snapshot restore of the snapshot are refused with this code, those of others in them are not. */
    public FakeEbs refuseFastRestoreOf(SnapshotId snapshot, String code) {
        return change(() -> account.fast.refused.put(snapshot, code));
    }

    /** Requests to disable fast snapshot restore of the snapshot are refused with this code, those of others in them are not. */
    public FakeEbs keepFastRestoreOf(SnapshotId snapshot, String code) {
        return change(() -> account.fast.stuck.put(snapshot, code));
    }

    /** Fast snapshot restore of the snapshot is accepted, and then ends by itself instead of becoming ready. */
    public FakeEbs failFastRestoreOf(SnapshotId snapshot) {
        return change(() -> account.fast.failing.add(snapshot));
    }

    /** Where fast snapshot restore is charged for: everything that is on, whoever enabled it and whether it shows or not. */
    public synchronized List<FastSnapshotRestore.Place> fastRestores() {
        return account.fast.places();
    }

    /** The volumes that were made whole by fast snapshot restore. */
    public synchronized Set<VolumeId> restoredFast() {
        Set<VolumeId> fast = new TreeSet<>();
        account.volumes.values().stream()
                .filter(volume -> Boolean.TRUE.equals(volume.fastRestored))
                .forEach(volume -> fast.add(volume.id));
        return fast;
    }

    /** The MiB a second at which a volume is filled, as its request had it; 0 if it had none. */
    public synchronized int initializationRate(VolumeId volume) {
        return account.volume(volume).initializationRate;
    }

    /** How much all volumes of a type hold. */
    public synchronized ByteSize storedIn(String type) {
        return account.made.storage(type);
    }

    /** All volumes there are but those of instances' boot disks, whether they show or not, oldest first. */
    public synchronized List<NewVolume> volumes() {
        return account.volumes.values().stream()
                .filter(volume -> !volume.boot)
                .map(volume -> FakeVolumeProvider.seen(volume, volume.status(scheduler.elapsed())))
                .toList();
    }

    /** The next request for snapshots is refused with this code of EC2. */
    public FakeEbs failNext(String code) {
        return failNext(CREATE, code, 1);
    }

    /** The next requests of an action, for example {@code DescribeSnapshots}, are refused with this code of EC2. */
    public FakeEbs failNext(String action, String code, int times) {
        return change(() -> faults.plan(action, new Fate.Fail(code), times));
    }

    /** The next request of an action takes effect, its answer is lost. */
    public FakeEbs loseAnswerOf(String action) {
        return landLate(action, Duration.ZERO);
    }

    /** The next request of an action takes effect only after the delay, its answer is lost. */
    public FakeEbs landLate(String action, Duration delay) {
        return change(() -> faults.plan(action, new Fate.Unanswered(delay), 1));
    }

    /** The next request of an action is lost; its sender cannot know. */
    public FakeEbs dropNext(String action) {
        return change(() -> faults.plan(action, new Fate.Dropped(), 1));
    }

    /** Takes away the right to an action. */
    public FakeEbs deny(String action) {
        return change(() -> faults.deny(action));
    }

    /** Later sets that contain the volume fail instead of completing. */
    public FakeEbs failSnapshotsOf(VolumeId volume) {
        return change(() -> account.failing.add(volume));
    }

    /** Registers an image with the snapshot, so that it cannot be deleted. */
    public FakeEbs useInImage(SnapshotId snapshot) {
        return change(() -> account.inUse.add(snapshot));
    }

    /** No connection can be made. */
    public FakeEbs refusesConnections() {
        return change(() -> faults.connection(Connection.REFUSED));
    }

    /** Requests get through, answers do not come. */
    public FakeEbs goesSilent() {
        return change(() -> faults.connection(Connection.SILENT));
    }

    /** Forgets all faults, and rights taken away. */
    public FakeEbs heal() {
        return change(() -> {
            faults.clear();
            account.fast.heal();
        });
    }

    /** All pending snapshots end now. */
    public FakeEbs finishSnapshots() {
        return change(account::finish);
    }

    /** Calls the hook at the instant of each set of snapshots, with the set. It must not call back. */
    public FakeEbs onCapture(Consumer<List<FakeSnapshot>> hook) {
        return change(() -> account.onCapture(hook));
    }

    /** All snapshots there are, whether they show or not, oldest first. */
    public synchronized List<FakeSnapshot> snapshots() {
        return account.shots.values().stream()
                .map(shot -> shot.seen(scheduler.elapsed()))
                .toList();
    }

    /** All requests that arrived, oldest first; refused ones too. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many requests of an action arrived. */
    public synchronized long count(String action) {
        return requests.stream()
                .filter(request -> request.action().equals(action))
                .count();
    }

    /** The names of the actions that were asked for. */
    public synchronized Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        requests.forEach(request -> actions.add(request.action()));
        return actions;
    }

    /** Records a request and refuses it where EC2 would, before looking at what it asks for. */
    synchronized void admit(String action) {
        requests.add(new Request(action, scheduler.now()));
        RequestMeter meter = switch (action) {
            case CREATE -> creates;
            case DELETE -> deletes;
            case CREATE_VOLUME -> newVolumes;
            case DELETE_VOLUME -> deletedVolumes;
            case ENABLE_FAST, DISABLE_FAST -> fastRestores;
            case EbsBlocks.LIST, EbsBlocks.LIST_CHANGED -> lists;
            default -> questions;
        };
        if (!meter.take(scheduler.elapsed())) {
            throw new EbsRefusalException(EbsRefusalException.THROTTLED, "Request limit exceeded.");
        }
        demand(action);
    }

    /** Refuses what there is no right to. */
    synchronized void demand(String action) {
        if (faults.denies(action)) {
            throw new EbsRefusalException(
                    "UnauthorizedOperation", "You are not authorized to perform this operation: ec2:" + action);
        }
    }

    synchronized Fate fateOf(String action) {
        return faults.next(action);
    }

    synchronized Connection connection() {
        return faults.connection();
    }

    synchronized Duration nextLatency() {
        return latency.get();
    }

    synchronized <T> T with(java.util.function.Function<EbsAccount, T> use) {
        return use.apply(account);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    private synchronized FakeEbs change(Runnable change) {
        change.run();
        return this;
    }

    /**
     * One request that arrived.
     *
     * @param action EC2's name of it
     * @param at when
     * @since 0.1.0
     */
    public record Request(String action, Instant at) {}
}
