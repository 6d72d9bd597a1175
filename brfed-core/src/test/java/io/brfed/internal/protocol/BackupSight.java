package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.BackupMember.Kept;
import io.brfed.internal.protocol.BackupMember.Life;
import io.brfed.internal.protocol.BackupMember.Order;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A {@link BackupWorld} as the driver sees it. */
final class BackupSight {
    /** Before any limit; after the limit of the pause; after its end; after the last limit. */
    static final List<Duration> TIMES = List.of(
            Duration.ofMinutes(1),
            Duration.ofSeconds(585),
            Duration.ofMinutes(13),
            Duration.ofHours(25),
            Duration.ofHours(26));

    /** The first of the times at which the pause has ended by itself. */
    static final int PAUSE_OVER = 2;

    private record Seen(int index, BackupMember member, int time) {}

    private static final List<String> NAMES = List.of("a", "b", "c");

    private final List<String> names;
    private final Map<Seen, MemberView> views = new HashMap<>();
    private final Situation pattern;

    BackupSight(int members) {
        names = NAMES.subList(0, members);
        pattern = Situations.backup(names.toArray(String[]::new)).build();
    }

    /** What the driver decides on. */
    Situation of(BackupWorld world) {
        List<MemberView> members = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            MemberView view = view(world, index);
            members.add(world.confirmed() ? confirmed(view) : view);
        }
        return new Situation(
                Situations.START.plus(TIMES.get(world.time())),
                stamp(world),
                members,
                world.stopAt() < 0
                        ? Optional.empty()
                        : Optional.of(
                                new Situation.Stop(Situations.CAUSE, Situations.START.plus(TIMES.get(world.stopAt())))),
                world.asked() ? Optional.of(Situations.START) : Optional.empty(),
                true);
    }

    /** Which member a declaration is for. */
    static int index(Step.Declare declare) {
        return NAMES.indexOf(declare.member().value());
    }

    static Order order(Step.Declare declare, int members) {
        Stamp stamp = declare.declaration().stamp();
        Kept kept = stamp.verdict()
                .map(verdict -> verdict instanceof Verdict.Ok ? Kept.OK : Kept.FAILED)
                .orElse(Kept.NOTHING);
        return new Order(
                declare.declaration().phase(),
                kept,
                stamp.recorded().size() == members,
                declare.declaration().creation() == io.brfed.plane.Declaration.Creation.PERMITTED);
    }

    private MemberView view(BackupWorld world, int index) {
        BackupMember member = world.members().get(index);
        Seen seen = new Seen(index, member, member.up() ? 0 : world.time());
        return views.computeIfAbsent(seen, this::draw);
    }

    private MemberView draw(Seen seen) {
        BackupMember member = seen.member();
        String name = names.get(seen.index());
        Situations situations = Situations.backup(names.toArray(String[]::new));
        if (member.record()) {
            situations.allRecorded();
        }
        situations.member(name, draft -> draw(draft, member, seen));
        return situations.build().member(new ClusterName(name));
    }

    private void draw(MemberDraft draft, BackupMember member, Seen seen) {
        if (!member.known()) {
            draft.silent();
        } else if (member.life() == Life.LIVE) {
            draft.live(member.phase() == null ? Phase.INITIALIZE : member.phase())
                    .has(member.conditions().toArray(Condition[]::new))
                    .commitTs(Duration.ofMinutes(1));
            if (seen.index() == 0) {
                draft.pausing(Duration.ZERO);
            }
            verdict(member.kept()).ifPresent(draft::knows);
        }
        if (member.seen()) {
            draft.created();
        } else {
            draft.notSeenBefore();
        }
        if (member.order() != null) {
            draft.writing();
        }
        Duration now = TIMES.get(seen.time());
        switch (member.link()) {
            case UP -> {}
            case DOWN -> draft.out(now.minusSeconds(1));
            case LONG -> draft.out(now.minusSeconds(60));
            case LOST -> draft.out(now.minusMinutes(6));
        }
    }

    private Stamp stamp(BackupWorld world) {
        Stamp stamp = pattern.stamp();
        boolean exists = world.members().stream().anyMatch(BackupMember::seen);
        if (world.record()) {
            stamp = stamp.withRecorded(Set.copyOf(pattern.names()));
        } else if (exists) {
            stamp = stamp.withRecorded(java.util.Set.of(stamp.keeper()));
        }
        return verdict(world.verdict()).map(stamp::withVerdict).orElse(stamp);
    }

    private Optional<Verdict> verdict(Kept kept) {
        return switch (kept) {
            case NOTHING -> Optional.empty();
            case OK -> Optional.of(Situations.ok(names.toArray(String[]::new)));
            case FAILED -> Optional.of(Situations.failed());
        };
    }

    private static MemberView confirmed(MemberView view) {
        return new MemberView(
                view.request(),
                view.state(),
                view.created(),
                view.outage(),
                view.refusal(),
                true,
                view.unsure(),
                view.writing());
    }
}
