package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Time limits of a situation: which have passed, and when the next one does. */
final class Limits {
    /** A limit with the cause it becomes when it passes. */
    record Limit(Instant at, FailureCause cause) {}

    private Limits() {}

    /** The cause of the earliest limit that has passed. */
    static Optional<FailureCause> passed(Situation situation, List<Limit> limits) {
        return limits.stream()
                .filter(limit -> !situation.now().isBefore(limit.at()))
                .min(java.util.Comparator.comparing(Limit::at))
                .map(Limit::cause);
    }

    /** The limit of the whole operation. */
    static Limit completion(Situation situation, String waitingFor) {
        Stamp stamp = situation.stamp();
        Deadlines deadlines = stamp.deadlines();
        return new Limit(
                stamp.startedAt().plus(deadlines.completion()),
                FailureCause.of(
                        Kind.TIMED_OUT,
                        "CompletionLimit",
                        "not complete within " + deadlines.completion() + " of its start at " + stamp.startedAt()
                                + waitingFor));
    }

    /** When to ask again: the next moment at which time alone may change the decision. */
    static Optional<Instant> next(Situation situation, List<Instant> moments) {
        List<Instant> all = new ArrayList<>(moments);
        for (MemberView member : situation.all()) {
            member.outage().ifPresent(outage -> {
                all.add(outage.since().plus(Pauses.unreachableLimit(situation, member)));
                all.add(outage.since().plus(situation.stamp().deadlines().unreachable()));
            });
        }
        return all.stream().filter(moment -> moment.isAfter(situation.now())).min(java.util.Comparator.naturalOrder());
    }

    /** Since when a failing operation has been winding down, plus the time it may take. */
    static Instant settled(Situation situation) {
        Instant since = situation.stop().map(Situation.Stop::since).orElse(situation.now());
        return since.plus(situation.stamp().deadlines().settle());
    }

    /** What a member said last, its troubles first. */
    private static String lastSaid(MemberState state) {
        return state.reached(Condition.RETRYING)
                .map(trouble -> "is trying again: " + trouble.reason() + ": " + trouble.message())
                .or(() -> Optional.of(state.detail()).filter(detail -> !detail.isEmpty()))
                .or(() -> state.conditions().stream()
                        .reduce((one, other) -> other)
                        .map(reached -> reached.condition() + " since " + reached.since()))
                .orElse("has reported nothing");
    }

    /** The names of the members that a fact does not hold for, for a message. */
    static String waitingFor(Situation situation, java.util.function.Predicate<MemberView> done) {
        List<String> names = situation.all().stream()
                .filter(done.negate())
                .map(member -> member.name()
                        + member.state()
                                .map(state -> " (" + lastSaid(state) + ")")
                                .orElse(" (no answer yet)"))
                .toList();
        return names.isEmpty() ? "" : "; held up by " + String.join(", ", names);
    }
}
