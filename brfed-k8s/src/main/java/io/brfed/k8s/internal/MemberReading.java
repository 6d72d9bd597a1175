package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.ByteSize;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Tso;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.OnDelete;
import io.brfed.plane.PauseState;
import io.brfed.plane.Stamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in the federation's words what a stored member reports. Pure. */
public final class MemberReading {
    /** How long the pause may still be held after its job was told to end: 30 s of grace and 120 s of leases. */
    public static final Duration PAUSE_LAG = Duration.ofSeconds(150);

    static final String INITIALIZED = "VolumeBackupInitialized";
    static final String INITIALIZE_FAILED = "VolumeBackupInitializeFailed";
    static final String PAUSE_ENDED = "VolumeBackupInitializeComplete";
    static final String VOLUMES_COMPLETE = "VolumeBackupComplete";
    static final String VOLUMES_FAILED = "VolumeBackupFailed";
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    static final String INVALID = "Invalid";
    static final String RETRY_FAILED = "RetryFailed";
    static final String CLEAN_FAILED = "CleanFailed";

    private static final Map<String, Condition> GENERAL =
            Map.of(COMPLETE, Condition.COMPLETE, INVALID, Condition.INVALID, FAILED, Condition.FAILED);
    private static final Map<String, Condition> OF_BACKUP = Map.of(
            INITIALIZED,
            Condition.INITIALIZED,
            INITIALIZE_FAILED,
            Condition.INITIALIZE_FAILED,
            "VolumeBackupSnapshotsCreated",
            Condition.SNAPSHOTS_CREATED,
            PAUSE_ENDED,
            Condition.PAUSE_ENDED,
            VOLUMES_COMPLETE,
            Condition.VOLUMES_COMPLETE,
            VOLUMES_FAILED,
            Condition.VOLUMES_FAILED);
    private static final Map<String, Condition> OF_RESTORE = Map.of(
            "VolumeComplete", Condition.VOLUMES_RESTORED,
            "WarmUpStarted", Condition.WARM_UP_STARTED,
            "WarmUpComplete", Condition.WARM_UP_COMPLETE,
            "TikvComplete", Condition.TIKV_READY,
            "DataComplete", Condition.DATA_RESTORED);
    private static final double PERCENT = 100;

    private final StoredMember stored;
    private final Cleaning cleaning;
    private final Instant created;

    /** What is known of the job that removes a backup's data. */
    private enum Cleaning {
        UNKNOWN,
        ACTIVE
    }

    private MemberReading(StoredMember stored) {
        this(stored, Cleaning.UNKNOWN);
    }

    private MemberReading(StoredMember stored, Cleaning cleaning) {
        this.stored = stored;
        this.cleaning = cleaning;
        this.created =
                time(Json.at(stored.object(), "metadata", "creationTimestamp")).orElse(Instant.EPOCH);
    }

    /** What the object in a member's place means. */
    public static MemberState state(Member member, StoredMember stored) {
        Optional<Stamp> stamp = stored.stamp();
        if (stamp.isEmpty()) {
            return MemberState.foreign(member, MemberNames.of(member) + ", not created by brfed");
        }
        return new MemberReading(stored).builder(member, stamp.get()).build();
    }

    /** The same for the initializer of a backup, with what was seen of its pause. */
    static MemberState withPause(Member member, StoredMember stored, PauseState pause) {
        Optional<Stamp> stamp = stored.stamp();
        return stamp.isEmpty()
                ? state(member, stored)
                : new MemberReading(stored)
                        .builder(member, stamp.get())
                        .pause(pause)
                        .build();
    }

    /** The same for a member whose clean job failed before and is trying again. */
    static MemberState whileCleaning(Member member, StoredMember stored) {
        Optional<Stamp> stamp = stored.stamp();
        return stamp.isEmpty()
                ? state(member, stored)
                : new MemberReading(stored, Cleaning.ACTIVE)
                        .builder(member, stamp.get())
                        .build();
    }

    /** When the pause of an initializer ends by itself. */
    public static Instant pauseEndsBy(StoredMember stored) {
        return new MemberReading(stored).endsBy();
    }

    private MemberState.Builder builder(Member member, Stamp stamp) {
        MemberState.Builder state = MemberState.of(member, stamp)
                .detail(Json.text(stored.object(), "status", "phase"))
                .createdAt(created)
                .reached(conditions());
        if (stored.deleting()) {
            state.deleting();
        }
        stored.desired().ifPresent(state::desired);
        commitTs().ifPresent(state::commitTs);
        size().ifPresent(state::size);
        location().ifPresent(state::location);
        progress().ifPresent(state::progress);
        if (member.kind() == OperationKind.BACKUP) {
            state.onDelete(onDelete(stamp));
        }
        if (member.kind() == OperationKind.BACKUP && stamp.initializer().equals(member.cluster())) {
            state.pause(new PauseState(Optional.empty(), endsBy(), PAUSE_LAG, PauseState.Hold.UNKNOWN, ""));
        }
        return state;
    }

    private OnDelete onDelete(Stamp stamp) {
        String policy = Json.text(stored.object(), "spec", MemberSpecs.CLEAN_POLICY);
        boolean failed = stamp.failed() || stored.has(FAILED);
        boolean removed = policy.equals("Delete") || (policy.equals("OnFailure") && failed);
        return removed ? OnDelete.REMOVE_CONTENTS : OnDelete.KEEP_CONTENTS;
    }

    private Instant endsBy() {
        long seconds =
                Json.at(stored.object(), "spec", MemberSpecs.PAUSE_SECONDS).asLong(MemberSpecs.DEFAULT_PAUSE_SECONDS);
        return created.plusSeconds(seconds);
    }

    private List<Reached> conditions() {
        Map<Condition, Reached> reached = new EnumMap<>(Condition.class);
        read(GENERAL, reached);
        // The entry is a latch: one failed try of the clean job marks the member although the next may succeed.
        Condition failedToClean = cleaning == Cleaning.ACTIVE ? Condition.RETRYING : Condition.CLEAN_FAILED;
        read(Map.of(CLEAN_FAILED, failedToClean), reached);
        if (stored.kind() == OperationKind.RESTORE) {
            read(OF_RESTORE, reached);
        } else if (stored.volumeSnapshot()) {
            read(OF_BACKUP, reached);
            withoutLateInitializeFailure(reached);
        }
        // The entry is a latch and stays true after the trouble has passed; the phase moves on.
        if (Json.text(stored.object(), "status", "phase").equals(RETRY_FAILED)) {
            read(Map.of(RETRY_FAILED, Condition.RETRYING), reached);
        }
        return new ArrayList<>(reached.values());
    }

    private void read(Map<String, Condition> types, Map<Condition, Reached> reached) {
        types.forEach((type, condition) -> stored.condition(type)
                .ifPresent(entry -> reached.put(
                        condition,
                        new Reached(
                                condition,
                                time(entry.path("lastTransitionTime")).orElse(created),
                                Json.text(entry, "reason"),
                                Json.text(entry, "message")))));
    }

    /**
     * Ending the init job as asked may look like a failed initialization, and a teardown after that like a failed member,
     * although every snapshot was taken inside the pause.
     */
    private void withoutLateInitializeFailure(Map<Condition, Reached> reached) {
        Reached failure = reached.get(Condition.INITIALIZE_FAILED);
        Reached ended = reached.get(Condition.PAUSE_ENDED);
        if (failure == null || ended == null || failure.since().isBefore(ended.since())) {
            return;
        }
        reached.remove(Condition.INITIALIZE_FAILED);
        if (failedByTeardownOnly(reached)) {
            Reached failed = reached.remove(Condition.FAILED);
            Instant since = failed == null ? ended.since() : failed.since();
            reached.put(
                    Condition.COMPLETE,
                    new Reached(Condition.COMPLETE, since, "", "the init job failed only after it was told to end"));
        }
    }

    private boolean failedByTeardownOnly(Map<Condition, Reached> reached) {
        Reached failed = reached.get(Condition.FAILED);
        return failed != null
                && failed.reason().isEmpty()
                && failed.message().isEmpty()
                && stored.desired().equals(Optional.of(Phase.TEARDOWN))
                && reached.containsKey(Condition.VOLUMES_COMPLETE)
                && !reached.containsKey(Condition.VOLUMES_FAILED);
    }

    private Optional<Tso> commitTs() {
        String text = Json.text(stored.object(), "status", "commitTs");
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Tso.parse(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private Optional<ByteSize> size() {
        JsonNode size = Json.at(stored.object(), "status", "backupSize");
        return size.canConvertToLong() && size.asLong() > 0
                ? Optional.of(new ByteSize(size.asLong()))
                : Optional.empty();
    }

    private Optional<BackupLocation> location() {
        String path = Json.text(stored.object(), "status", "backupPath");
        Optional<BackupLocation> reported = location(path);
        return reported.isPresent() ? reported : location(s3(Json.at(stored.object(), "spec", "s3")));
    }

    /** The url of an S3 storage object; empty if it names no bucket. */
    public static String s3(JsonNode s3) {
        String bucket = Json.text(s3, "bucket");
        String root = bucket.isEmpty() ? Json.text(s3, "path") : bucket;
        String prefix = Json.text(s3, "prefix");
        String joined = prefix.isEmpty() ? root : root + "/" + prefix;
        return root.isEmpty() ? "" : "s3://" + joined.replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
    }

    private static Optional<BackupLocation> location(String url) {
        try {
            return url.isEmpty() ? Optional.empty() : Optional.of(new BackupLocation(url));
        } catch (IllegalArgumentException notAUrl) {
            return Optional.empty();
        }
    }

    private Optional<Double> progress() {
        JsonNode steps = Json.at(stored.object(), "status", "progresses");
        JsonNode last = steps.path(steps.size() - 1).path("progress");
        return last.isNumber() ? Optional.of(Math.max(0, Math.min(1, last.asDouble() / PERCENT))) : Optional.empty();
    }

    static Optional<Instant> time(JsonNode node) {
        try {
            return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
