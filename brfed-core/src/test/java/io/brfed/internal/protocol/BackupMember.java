package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of a {@link BackupWorld}: what is true of it, and what the driver knows.
 *
 * @param life whether it exists
 * @param phase the phase it was told
 * @param kept the verdict it carries
 * @param record whether its stamp says that all members were created
 * @param pause what became of the pause, of an initializer
 * @param work what became of its snapshots
 * @param end what it reported at last
 * @param outside whether its snapshots were taken while no pause was held
 * @param link whether it answers, or for how long it has not
 * @param known whether this driver ever had an answer from it
 * @param seen whether this driver saw it exist
 * @param order the write to it that is under way
 */
record BackupMember(
        Life life,
        @Nullable Phase phase,
        Kept kept,
        boolean record,
        Pause pause,
        Work work,
        End end,
        boolean outside,
        Link link,
        boolean known,
        boolean seen,
        @Nullable Order order)
        implements Comparable<BackupMember> {
    private static final Comparator<BackupMember> BY_PARTS = Comparator.comparing(BackupMember::life)
            .thenComparing(BackupMember::phase, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(BackupMember::kept)
            .thenComparing(BackupMember::record)
            .thenComparing(BackupMember::pause)
            .thenComparing(BackupMember::work)
            .thenComparing(BackupMember::end)
            .thenComparing(BackupMember::outside)
            .thenComparing(BackupMember::link)
            .thenComparing(BackupMember::known)
            .thenComparing(BackupMember::seen)
            .thenComparing(BackupMember::order, Comparator.nullsFirst(Order.BY_PARTS));

    static final BackupMember NEVER = new BackupMember(
            Life.NEVER, null, Kept.NOTHING, false, Pause.NONE, Work.IDLE, End.NONE, false, Link.UP, true, false, null);

    enum Life {
        NEVER,
        LIVE,
        GONE
    }

    enum Kept {
        NOTHING,
        OK,
        FAILED
    }

    enum Pause {
        NONE,
        TAKEN,
        FAILED,
        ENDED,
        /** Given back, and then the init job failed all the same. */
        FAILED_LATE
    }

    enum Work {
        IDLE,
        STARTED,
        SNAPSHOTS,
        /** A member that is torn down no longer looks for its own snapshots. */
        VOLUMES_ONLY,
        VOLUMES,
        FAILED,
        FAILED_AFTER_SNAPSHOTS;

        boolean over() {
            return this != STARTED && this != SNAPSHOTS;
        }

        boolean failed() {
            return this == FAILED || this == FAILED_AFTER_SNAPSHOTS;
        }

        boolean snapshots() {
            return this == SNAPSHOTS || this == VOLUMES || this == FAILED_AFTER_SNAPSHOTS;
        }
    }

    enum End {
        NONE,
        COMPLETE,
        FAILED
    }

    enum Link {
        UP,
        /** Not long enough to matter. */
        DOWN,
        /** Longer than the limit in the pause. */
        LONG,
        /** Longer than the limit outside the pause. */
        LOST
    }

    /** A write that is under way. */
    record Order(Phase phase, Kept kept, boolean record, boolean create) {
        private static final Comparator<Order> BY_PARTS = Comparator.comparing(Order::phase)
                .thenComparing(Order::kept)
                .thenComparing(Order::record)
                .thenComparing(Order::create);
    }

    boolean live() {
        return life == Life.LIVE;
    }

    boolean up() {
        return link == Link.UP;
    }

    boolean told(Phase wanted) {
        return phase != null && phase.reached(wanted);
    }

    /** What it looks like to the driver. */
    List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        if (pause != Pause.NONE) {
            conditions.add(pause == Pause.FAILED ? Condition.INITIALIZE_FAILED : Condition.INITIALIZED);
        }
        if (pause == Pause.ENDED || pause == Pause.FAILED_LATE) {
            conditions.add(Condition.PAUSE_ENDED);
        }
        if (pause == Pause.FAILED_LATE) {
            conditions.add(Condition.INITIALIZE_FAILED);
        }
        if (work.snapshots()) {
            conditions.add(Condition.SNAPSHOTS_CREATED);
        }
        if (work == Work.VOLUMES || work == Work.VOLUMES_ONLY) {
            conditions.add(Condition.VOLUMES_COMPLETE);
        }
        if (work.failed()) {
            conditions.add(Condition.VOLUMES_FAILED);
        }
        if (end != End.NONE) {
            conditions.add(end == End.COMPLETE ? Condition.COMPLETE : Condition.FAILED);
        }
        return conditions;
    }

    /** Takes a write as a data plane does: refuses it, or makes it the desired phase. */
    BackupMember takes(Order write) {
        BackupMember free = withOrder(null);
        if (life != Life.LIVE) {
            return write.create()
                    ? new BackupMember(
                            Life.LIVE,
                            write.phase(),
                            write.kept(),
                            write.record(),
                            Pause.NONE,
                            write.phase() == Phase.EXECUTE ? Work.STARTED : Work.IDLE,
                            End.NONE,
                            false,
                            link,
                            known,
                            seen,
                            null)
                    : free;
        }
        boolean refused = (kept == Kept.FAILED && write.kept() != Kept.FAILED)
                || (phase != null && !write.phase().reached(phase));
        if (refused) {
            return free;
        }
        Work begun = work == Work.IDLE && write.phase() == Phase.EXECUTE ? Work.STARTED : work;
        return new BackupMember(
                life, write.phase(), write.kept(), write.record(), pause, begun, end, outside, link, known, seen, null);
    }

    BackupMember withOrder(@Nullable Order value) {
        return new BackupMember(life, phase, kept, record, pause, work, end, outside, link, known, seen, value);
    }

    BackupMember withPause(Pause value) {
        return new BackupMember(life, phase, kept, record, value, work, end, outside, link, known, seen, order);
    }

    BackupMember withWork(Work value, boolean unpaused) {
        return new BackupMember(
                life, phase, kept, record, pause, value, end, outside || unpaused, link, known, seen, order);
    }

    BackupMember withEnd(End value) {
        return new BackupMember(life, phase, kept, record, pause, work, value, outside, link, known, seen, order);
    }

    BackupMember withLink(Link value) {
        return new BackupMember(life, phase, kept, record, pause, work, end, outside, value, known, seen, order);
    }

    BackupMember vanished() {
        return new BackupMember(
                Life.GONE, null, Kept.NOTHING, false, Pause.NONE, Work.IDLE, End.NONE, false, link, known, seen, order);
    }

    /** Looked at by the driver, if it answers. */
    BackupMember looked() {
        return up()
                ? new BackupMember(
                        life, phase, kept, record, pause, work, end, outside, link, true, seen || live(), order)
                : this;
    }

    /** As a new driver finds it. */
    BackupMember forgotten() {
        return new BackupMember(
                        life,
                        phase,
                        kept,
                        record,
                        pause,
                        work,
                        end,
                        outside,
                        up() ? Link.UP : Link.DOWN,
                        false,
                        false,
                        null)
                .looked();
    }

    @Override
    public int compareTo(BackupMember other) {
        return BY_PARTS.compare(this, other);
    }

    @Override
    public String toString() {
        return life + (phase == null ? "" : " " + phase) + (kept == Kept.NOTHING ? "" : " " + kept)
                + (record ? " recorded" : "") + " " + conditions() + (work == Work.STARTED ? " working" : "")
                + (outside ? " outside" : "") + " " + link + (known ? "" : " unknown") + (seen ? " seen" : "")
                + (order == null ? "" : " <- " + order);
    }
}
