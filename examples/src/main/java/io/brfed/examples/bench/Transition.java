package io.brfed.examples.bench;

import io.brfed.examples.LoopbackClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A step of an operation: what members must have reported for it, and what is then written to some of them.
 *
 * @param causes everything that must have been reported
 * @param field the field of the spec that is written
 * @param value its value
 * @param targets the members it may be written to
 */
record Transition(List<Cause> causes, String field, String value, List<String> targets) {
    private static final List<String> ALL = LoopbackClusters.NAMES;
    private static final List<String> INITIALIZER = ALL.subList(0, 1);
    private static final String BACKUP_PHASE = "federalVolumeBackupPhase";
    private static final String RESTORE_PHASE = "federalVolumeRestorePhase";

    /** The steps of a backup after its first write. */
    static final List<Transition> OF_BACKUP = List.of(
            new Transition(List.of(new Cause("VolumeBackupInitialized", INITIALIZER)), BACKUP_PHASE, "execute", ALL),
            new Transition(
                    List.of(new Cause("VolumeBackupSnapshotsCreated", ALL)), "resumeGcSchedule", "true", INITIALIZER),
            new Transition(
                    List.of(
                            new Cause("VolumeBackupComplete", ALL),
                            new Cause("VolumeBackupInitializeComplete", INITIALIZER)),
                    BACKUP_PHASE,
                    "teardown",
                    ALL));

    /** The steps of a restore after its first writes. */
    static final List<Transition> OF_RESTORE = List.of(
            new Transition(List.of(new Cause("TikvComplete", ALL)), RESTORE_PHASE, "restore-data", INITIALIZER),
            new Transition(List.of(new Cause("DataComplete", INITIALIZER)), RESTORE_PHASE, "restore-finish", ALL));

    /**
     * What has to be reported.
     *
     * @param condition the condition
     * @param members who has to report it
     */
    record Cause(String condition, Collection<String> members) {}

    /**
     * From the last cause to each of the writes.
     *
     * @throws IllegalStateException if a cause or a write is missing
     */
    List<Duration> reactions(ObjectHistory history, String object) {
        Duration cause = causes.stream()
                .map(each -> seen(history.reported(object, each.members(), each.condition()), each.condition(), object))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<Duration> reactions = new ArrayList<>();
        for (String target : targets) {
            Optional<Duration> asked = history.asked(
                    object, target, spec -> spec.path(field).asText().equals(value));
            reactions.add(
                    seen(asked, field + "=" + value + " on " + target, object).minus(cause));
        }
        return reactions;
    }

    private static Duration seen(Optional<Duration> time, String what, String object) {
        return time.orElseThrow(() -> new IllegalStateException(object + " was never seen with " + what));
    }
}
