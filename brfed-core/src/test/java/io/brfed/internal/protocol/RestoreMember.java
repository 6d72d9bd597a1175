package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of a {@link RestoreWorld}: what is true of it, and what the driver knows.
 *
 * @param life whether it exists
 * @param phase the phase it was told
 * @param knows whether it carries a failed verdict
 * @param record whether its stamp says that all members were created
 * @param progress how far it is
 * @param failed whether it failed
 * @param link whether it answers
 * @param known whether this driver ever had an answer from it
 * @param seen whether this driver saw it exist
 * @param order the write to it that is under way
 */
record RestoreMember(
        BackupMember.Life life,
        @Nullable Phase phase,
        boolean knows,
        boolean record,
        Progress progress,
        boolean failed,
        BackupMember.Link link,
        boolean known,
        boolean seen,
        @Nullable Order order) {
    static final RestoreMember NEVER = new RestoreMember(
            BackupMember.Life.NEVER, null, false, false, Progress.NONE, false, BackupMember.Link.UP, true, false, null);

    enum Progress {
        NONE,
        VOLUMES,
        TIKV,
        DATA,
        COMPLETE,
        COMPLETE_AFTER_DATA,
        CHECKED
    }

    /** A write that is under way. */
    record Order(Phase phase, boolean failed, boolean record, boolean create) {}

    boolean live() {
        return life == BackupMember.Life.LIVE;
    }

    boolean up() {
        return link == BackupMember.Link.UP;
    }

    boolean told(Phase wanted) {
        return phase != null && phase.reached(wanted);
    }

    boolean dataRestored() {
        return progress == Progress.DATA || progress == Progress.COMPLETE_AFTER_DATA;
    }

    boolean tikvReady() {
        return progress != Progress.NONE && progress != Progress.VOLUMES && progress != Progress.CHECKED;
    }

    boolean complete() {
        return progress.compareTo(Progress.COMPLETE) >= 0;
    }

    List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        if (progress != Progress.NONE) {
            conditions.add(Condition.VOLUMES_RESTORED);
        }
        if (tikvReady()) {
            conditions.add(Condition.TIKV_READY);
        }
        if (dataRestored()) {
            conditions.add(Condition.DATA_RESTORED);
        }
        if (complete()) {
            conditions.add(Condition.COMPLETE);
        }
        if (failed) {
            conditions.add(Condition.FAILED);
        }
        return conditions;
    }

    /** Takes a write as a data plane does: refuses it, or makes it the desired phase. */
    RestoreMember takes(Order write) {
        boolean refused = live()
                ? (knows && !write.failed()) || (phase != null && !write.phase().reached(phase))
                : !write.create();
        return refused
                ? withOrder(null)
                : new RestoreMember(
                        BackupMember.Life.LIVE,
                        write.phase(),
                        write.failed(),
                        write.record(),
                        live() ? progress : Progress.NONE,
                        live() && failed,
                        link,
                        known,
                        seen,
                        null);
    }

    RestoreMember withOrder(@Nullable Order value) {
        return new RestoreMember(life, phase, knows, record, progress, failed, link, known, seen, value);
    }

    RestoreMember withProgress(Progress value) {
        return new RestoreMember(life, phase, knows, record, value, failed, link, known, seen, order);
    }

    RestoreMember withLink(BackupMember.Link value) {
        return new RestoreMember(life, phase, knows, record, progress, failed, value, known, seen, order);
    }

    RestoreMember failing() {
        return new RestoreMember(life, phase, knows, record, progress, true, link, known, seen, order);
    }

    RestoreMember vanished() {
        return new RestoreMember(
                BackupMember.Life.GONE, null, false, false, Progress.NONE, false, link, known, seen, order);
    }

    /** Looked at by the driver, if it answers. */
    RestoreMember looked() {
        return up()
                ? new RestoreMember(life, phase, knows, record, progress, failed, link, true, seen || live(), order)
                : this;
    }

    /** As a new driver finds it. */
    RestoreMember forgotten() {
        BackupMember.Link fresh = up() ? BackupMember.Link.UP : BackupMember.Link.DOWN;
        return new RestoreMember(life, phase, knows, record, progress, failed, fresh, false, false, null).looked();
    }
}
