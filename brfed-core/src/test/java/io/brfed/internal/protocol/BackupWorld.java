package io.brfed.internal.protocol;

import io.brfed.api.Phase;
import io.brfed.internal.protocol.BackupMember.End;
import io.brfed.internal.protocol.BackupMember.Kept;
import io.brfed.internal.protocol.BackupMember.Link;
import io.brfed.internal.protocol.BackupMember.Order;
import io.brfed.internal.protocol.BackupMember.Pause;
import io.brfed.internal.protocol.BackupMember.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A backup seen from outside: what is true of every member, what the driver remembers, and what may happen next. The
 * first member is the initializer; the others are alike and kept in order, so that worlds that differ only by their
 * names are one. A member that does not answer stands still, because what it does meanwhile looks the same as doing it
 * when it answers again.
 *
 * @param members the initializer, then the others
 * @param time which of {@link BackupSight#TIMES} it is
 * @param stopAt when the driver first knew that there is no hope, -1 if it does not
 * @param asked whether this driver asked for the pause
 * @param verdict the worst verdict that this driver saw
 * @param record whether this driver saw that all members were recorded
 * @param confirmed whether the driver has just read all members once more
 * @param driving whether a driver is at work; not after it reported a failure
 * @param reported whether a failure was reported, by this driver or an earlier one
 * @param slow whether a write failed or took longer than a time limit
 * @param faults how many faults may still happen
 */
record BackupWorld(
        List<BackupMember> members,
        int time,
        int stopAt,
        boolean asked,
        Kept verdict,
        boolean record,
        boolean confirmed,
        boolean driving,
        boolean reported,
        boolean slow,
        int faults) {

    /** A world in which nothing has happened yet. */
    static BackupWorld of(int members, int faults) {
        return new BackupWorld(
                Collections.nCopies(members, BackupMember.NEVER),
                0,
                -1,
                false,
                Kept.NOTHING,
                false,
                false,
                true,
                false,
                false,
                faults);
    }

    BackupMember initializer() {
        return members.get(0);
    }

    /** Whether the database is paused in truth. */
    boolean paused() {
        return initializer().live()
                && initializer().pause() == Pause.TAKEN
                && initializer().end() == End.NONE
                && time < BackupSight.PAUSE_OVER;
    }

    /** What members and people do by themselves. */
    List<BackupWorld> moves() {
        List<BackupWorld> next = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            BackupMember member = members.get(index);
            if (member.up()) {
                work(next, index, member);
                if (member.order() != null) {
                    next.add(arrived(index));
                }
            } else {
                next.add(with(index, member.withLink(Link.UP)));
            }
            if (member.order() != null) {
                next.add(with(index, member.withOrder(null)));
            }
            if (faults > 0) {
                trouble(next, index, member);
            }
        }
        return next;
    }

    private void work(List<BackupWorld> next, int index, BackupMember member) {
        if (!member.live() || member.end() != End.NONE) {
            return;
        }
        if (index == 0) {
            pause(next, member);
        }
        boolean looks = !member.told(Phase.TEARDOWN);
        switch (member.work()) {
            case STARTED -> {
                Work reported = looks ? Work.SNAPSHOTS : Work.VOLUMES_ONLY;
                next.add(with(index, member.withWork(reported, !paused())));
            }
            case SNAPSHOTS -> next.add(with(index, member.withWork(Work.VOLUMES, false)));
            case IDLE, VOLUMES_ONLY, VOLUMES, FAILED, FAILED_AFTER_SNAPSHOTS -> {}
        }
        if (!looks && member.work().over()) {
            boolean failed = member.work().failed() || member.pause() == Pause.FAILED;
            next.add(with(index, member.withEnd(failed ? End.FAILED : End.COMPLETE)));
        }
    }

    private void pause(List<BackupWorld> next, BackupMember member) {
        if (member.pause() == Pause.NONE && !member.told(Phase.TEARDOWN)) {
            next.add(with(0, member.withPause(Pause.TAKEN)));
        }
        boolean resumes = member.told(Phase.RESUME);
        if (member.pause() == Pause.TAKEN && resumes && member.work().snapshots()) {
            next.add(with(0, member.withPause(Pause.ENDED)));
        }
        boolean jobEnded = resumes && member.kept() == Kept.FAILED;
        if (member.pause() == Pause.TAKEN && (jobEnded || time >= BackupSight.PAUSE_OVER)) {
            next.add(with(0, member.withPause(Pause.FAILED)));
        }
    }

    /** The write under way takes effect, or is refused. */
    BackupWorld arrived(int index) {
        BackupMember member = members.get(index);
        Order order = member.order();
        return order == null ? this : with(index, member.takes(order));
    }

    private void trouble(List<BackupWorld> next, int index, BackupMember member) {
        if (!member.up()) {
            return;
        }
        next.add(with(index, member.withLink(Link.DOWN)).troubled());
        if (!member.live()) {
            return;
        }
        next.add(with(index, member.vanished()).troubled());
        if (member.end() == End.NONE && (member.work() == Work.STARTED || member.work() == Work.SNAPSHOTS)) {
            Work failed = member.work() == Work.STARTED ? Work.FAILED : Work.FAILED_AFTER_SNAPSHOTS;
            next.add(with(index, member.withWork(failed, false)).troubled());
        }
        if (index == 0 && member.pause() != Pause.FAILED && member.pause() != Pause.FAILED_LATE) {
            Pause failed = member.pause() == Pause.ENDED ? Pause.FAILED_LATE : Pause.FAILED;
            next.add(with(index, member.withPause(failed)).troubled());
        }
    }

    /** Members that do not answer are out for longer, though not so long that a limit of the operation passes. */
    List<BackupWorld> outForLonger() {
        List<BackupWorld> next = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            BackupMember member = members.get(index);
            if (member.link() == Link.DOWN) {
                next.add(with(index, member.withLink(Link.LONG)));
            } else if (member.link() == Link.LONG) {
                next.add(with(index, member.withLink(Link.LOST)));
            }
        }
        return next;
    }

    /** The next limit passes. */
    List<BackupWorld> later() {
        if (time == BackupSight.TIMES.size() - 1) {
            return List.of();
        }
        List<BackupMember> aged = members.stream()
                .map(member -> member.up() ? member : member.withLink(Link.LOST))
                .toList();
        return List.of(new BackupWorld(
                inOrder(aged), time + 1, stopAt, asked, verdict, record, false, driving, reported, slow, faults));
    }

    /** The driver has looked at every member that answers. */
    BackupWorld looked() {
        List<BackupMember> seen = members.stream().map(BackupMember::looked).toList();
        Kept worst = verdict;
        boolean recorded = record;
        for (BackupMember member : seen) {
            if (member.live() && member.up()) {
                worst = member.kept().compareTo(worst) > 0 ? member.kept() : worst;
            }
        }
        if (initializer().live() && initializer().up()) {
            recorded |= initializer().record();
        }
        return new BackupWorld(seen, time, stopAt, asked, worst, recorded, confirmed, driving, reported, slow, faults);
    }

    /** A new driver that remembers nothing; it finds the operation if any member of it answers. */
    List<BackupWorld> drivenAnew() {
        boolean found = members.stream().anyMatch(member -> member.live() && member.up());
        if (!found || faults == 0) {
            return List.of();
        }
        List<BackupMember> fresh = members.stream().map(BackupMember::forgotten).toList();
        boolean recorded = members.stream().anyMatch(member -> member.live() && member.up() && member.record());
        return List.of(new BackupWorld(
                        inOrder(fresh),
                        time,
                        -1,
                        false,
                        Kept.NOTHING,
                        initializer().up() ? initializer().record() : recorded,
                        false,
                        true,
                        reported,
                        slow,
                        faults)
                .troubled());
    }

    BackupWorld stopped() {
        return stopAt >= 0
                ? this
                : new BackupWorld(
                        members, time, time, asked, verdict, record, confirmed, driving, reported, slow, faults);
    }

    BackupWorld readOnceMore() {
        return new BackupWorld(members, time, stopAt, asked, verdict, record, true, driving, reported, slow, faults);
    }

    BackupWorld reportedFailure() {
        return new BackupWorld(members, time, stopAt, asked, verdict, record, false, false, true, slow, faults);
    }

    BackupWorld ordered(int index, Order order) {
        BackupWorld next = with(index, members.get(index).withOrder(order));
        return order.phase() == Phase.INITIALIZE
                ? new BackupWorld(
                        next.members, time, stopAt, true, verdict, record, false, driving, reported, slow, faults)
                : next;
    }

    BackupWorld slowed() {
        return new BackupWorld(
                members, time, stopAt, asked, verdict, record, confirmed, driving, reported, true, faults);
    }

    BackupWorld troubled() {
        return new BackupWorld(
                members, time, stopAt, asked, verdict, record, confirmed, driving, reported, slow, faults - 1);
    }

    private BackupWorld with(int index, BackupMember member) {
        List<BackupMember> changed = new ArrayList<>(members);
        changed.set(index, member);
        return new BackupWorld(
                inOrder(changed), time, stopAt, asked, verdict, record, false, driving, reported, slow, faults);
    }

    private static List<BackupMember> inOrder(List<BackupMember> members) {
        List<BackupMember> sorted = new ArrayList<>(members);
        Collections.sort(sorted.subList(1, sorted.size()));
        return List.copyOf(sorted);
    }
}
