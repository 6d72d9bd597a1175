package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.BackupMember.Link;
import io.brfed.internal.protocol.RestoreMember.Order;
import io.brfed.internal.protocol.RestoreMember.Progress;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A restore seen from outside, as a {@link BackupWorld} is. The first member is the keeper, the last has the smallest
 * timestamp.
 *
 * @param members the keeper, then the others
 * @param check whether only a check of the volumes was asked for
 * @param time which of {@link #TIMES} it is
 * @param stopAt when the driver first knew that there is no hope, -1 if it does not
 * @param failed whether this driver saw a failed verdict
 * @param record whether this driver saw that all members were recorded
 * @param driving whether a driver is at work
 * @param reported whether a failure was reported
 * @param slow whether a write failed or took longer than a time limit
 * @param faults how many faults may still happen
 */
record RestoreWorld(
        List<RestoreMember> members,
        boolean check,
        int time,
        int stopAt,
        boolean failed,
        boolean record,
        boolean driving,
        boolean reported,
        boolean slow,
        int faults) {
    /** Before and after every limit, and after the time to settle. */
    static final List<Duration> TIMES = List.of(Duration.ofMinutes(30), Duration.ofHours(50), Duration.ofHours(51));

    private static final List<String> NAMES = List.of("a", "b", "c");

    static RestoreWorld of(int members, boolean check, int faults) {
        return new RestoreWorld(
                Collections.nCopies(members, RestoreMember.NEVER),
                check,
                0,
                -1,
                false,
                false,
                true,
                false,
                false,
                faults);
    }

    /** What members and people do by themselves. */
    List<RestoreWorld> moves() {
        List<RestoreWorld> next = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            RestoreMember member = members.get(index);
            if (!member.up()) {
                next.add(with(index, member.withLink(Link.UP)));
            } else if (member.live() && !member.failed()) {
                work(next, index, member);
            }
            if (member.order() != null) {
                next.add(with(index, member.withOrder(null)));
                if (member.up()) {
                    next.add(arrived(index));
                }
            }
            if (faults > 0 && member.up()) {
                trouble(next, index, member);
            }
        }
        return next;
    }

    private void work(List<RestoreWorld> next, int index, RestoreMember member) {
        switch (member.progress()) {
            case NONE -> next.add(with(index, member.withProgress(Progress.VOLUMES)));
            case VOLUMES -> next.add(with(index, member.withProgress(check ? Progress.CHECKED : Progress.TIKV)));
            case TIKV -> {
                if (member.phase() == Phase.RESTORE_DATA) {
                    next.add(with(index, member.withProgress(Progress.DATA)));
                } else if (member.told(Phase.RESTORE_FINISH)) {
                    next.add(with(index, member.withProgress(Progress.COMPLETE)));
                }
            }
            case DATA -> {
                if (member.told(Phase.RESTORE_FINISH)) {
                    next.add(with(index, member.withProgress(Progress.COMPLETE_AFTER_DATA)));
                }
            }
            case COMPLETE, COMPLETE_AFTER_DATA, CHECKED -> {}
        }
    }

    private void trouble(List<RestoreWorld> next, int index, RestoreMember member) {
        next.add(with(index, member.withLink(Link.DOWN)).troubled());
        if (member.live()) {
            next.add(with(index, member.vanished()).troubled());
            if (!member.failed() && !member.complete()) {
                next.add(with(index, member.failing()).troubled());
            }
        }
    }

    /** Members that do not answer are given up on. */
    List<RestoreWorld> outForLonger() {
        List<RestoreWorld> next = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            if (members.get(index).link() == Link.DOWN) {
                next.add(with(index, members.get(index).withLink(Link.LOST)));
            }
        }
        return next;
    }

    /** The next limit passes. */
    List<RestoreWorld> later() {
        if (time == TIMES.size() - 1) {
            return List.of();
        }
        List<RestoreMember> aged = members.stream()
                .map(member -> member.up() ? member : member.withLink(Link.LOST))
                .toList();
        return List.of(
                new RestoreWorld(aged, check, time + 1, stopAt, failed, record, driving, reported, slow, faults));
    }

    /** The driver has looked at every member that answers. */
    RestoreWorld looked() {
        List<RestoreMember> seen = members.stream().map(RestoreMember::looked).toList();
        boolean worse = failed || members.stream().anyMatch(member -> member.live() && member.up() && member.knows());
        RestoreMember keeper = members.get(0);
        boolean recorded = record || (keeper.live() && keeper.up() && keeper.record());
        return new RestoreWorld(seen, check, time, stopAt, worse, recorded, driving, reported, slow, faults);
    }

    /** A new driver that remembers nothing; it finds the operation if any member of it answers. */
    List<RestoreWorld> drivenAnew() {
        boolean found = members.stream().anyMatch(member -> member.live() && member.up());
        if (!found || faults == 0) {
            return List.of();
        }
        List<RestoreMember> fresh =
                members.stream().map(RestoreMember::forgotten).toList();
        boolean recorded = members.stream().anyMatch(member -> member.live() && member.up() && member.record());
        RestoreMember keeper = members.get(0);
        return List.of(new RestoreWorld(
                        fresh,
                        check,
                        time,
                        -1,
                        false,
                        keeper.up() ? keeper.record() : recorded,
                        true,
                        reported,
                        slow,
                        faults)
                .troubled());
    }

    RestoreWorld stopped() {
        return stopAt >= 0
                ? this
                : new RestoreWorld(members, check, time, time, failed, record, driving, reported, slow, faults);
    }

    RestoreWorld reportedFailure() {
        return new RestoreWorld(members, check, time, stopAt, failed, record, false, true, slow, faults);
    }

    RestoreWorld ordered(int index, Order order) {
        return with(index, members.get(index).withOrder(order));
    }

    RestoreWorld arrived(int index) {
        RestoreMember member = members.get(index);
        Order order = member.order();
        return order == null ? this : with(index, member.takes(order));
    }

    RestoreWorld slowed() {
        return new RestoreWorld(members, check, time, stopAt, failed, record, driving, reported, true, faults);
    }

    RestoreWorld troubled() {
        return new RestoreWorld(members, check, time, stopAt, failed, record, driving, reported, slow, faults - 1);
    }

    private RestoreWorld with(int index, RestoreMember member) {
        List<RestoreMember> changed = new ArrayList<>(members);
        changed.set(index, member);
        return new RestoreWorld(
                List.copyOf(changed), check, time, stopAt, failed, record, driving, reported, slow, faults);
    }

    /** What the driver decides on. */
    Situation situation() {
        String[] names = NAMES.subList(0, members.size()).toArray(String[]::new);
        List<MemberView> views = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            int number = index;
            Situations drawn = Situations.restore(names).member(names[index], draft -> draw(draft, number));
            if (members.get(index).record()) {
                drawn.allRecorded();
            }
            views.add(drawn.build().member(new ClusterName(names[index])));
        }
        Situation pattern = Situations.restore(names).build();
        Stamp stamp = pattern.stamp();
        boolean exists = members.stream().anyMatch(RestoreMember::seen);
        if (record) {
            stamp = stamp.withRecorded(Set.copyOf(pattern.names()));
        } else if (exists) {
            stamp = stamp.withRecorded(Set.of(stamp.keeper()));
        }
        return new Situation(
                Situations.START.plus(TIMES.get(time)),
                failed ? stamp.withVerdict(Situations.failed()) : stamp,
                views,
                stopAt < 0
                        ? Optional.empty()
                        : Optional.of(new Situation.Stop(Situations.CAUSE, Situations.START.plus(TIMES.get(stopAt)))),
                Optional.empty(),
                true);
    }

    private void draw(MemberDraft draft, int index) {
        RestoreMember member = members.get(index);
        if (!member.known()) {
            draft.silent();
        } else if (member.live()) {
            draft.live(member.phase() == null ? Phase.RESTORE_VOLUME : member.phase())
                    .has(member.conditions().toArray(Condition[]::new))
                    .commitTs(Duration.ofMinutes(9 - index));
            if (member.knows()) {
                draft.knows(Situations.failed());
            }
        }
        if (member.seen()) {
            draft.created();
        } else {
            draft.notSeenBefore();
        }
        if (member.order() != null) {
            draft.writing();
        }
        Duration now = TIMES.get(time);
        switch (member.link()) {
            case UP -> {}
            case DOWN, LONG -> draft.out(now.minusSeconds(1));
            case LOST -> draft.out(now.minusMinutes(6));
        }
    }

    static int index(Step.Declare declare) {
        return NAMES.indexOf(declare.member().value());
    }

    static Order order(Step.Declare declare, int members) {
        Stamp stamp = declare.declaration().stamp();
        return new Order(
                declare.declaration().phase(),
                stamp.verdict().filter(Verdict.Failed.class::isInstance).isPresent(),
                stamp.recorded().size() == members,
                declare.declaration().creation() == Creation.PERMITTED);
    }
}
