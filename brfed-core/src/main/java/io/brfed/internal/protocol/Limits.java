package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Time limits of a situation: which have passed, and when the next one does. */
final class Limits {
    /** This part of the time to settle is kept for the teardown. */
    private static final int TEARDOWN_PART = 4;

    /** A limit with the cause it becomes when it passes; the cause is put into words only then. */
    record Limit(Instant at, Supplier<FailureCause> cause) {}

    private Limits() {}

    /** The cause of the earliest limit that has passed. */
    static Optional<FailureCause> passed(Situation situation, List<Limit> limits) {
        Limit first = null;
        for (Limit limit : limits) {
            boolean passed = !situation.now().isBefore(limit.at());
            if (passed && (first == null || limit.at().isBefore(first.at()))) {
                first = limit;
            }
        }
        return first == null ? Optional.empty() : Optional.of(first.cause().get());
    }

    /** The limit of the whole operation. */
    static Limit completion(Situation situation, Predicate<MemberView> done) {
        Stamp stamp = situation.stamp();
        Deadlines deadlines = stamp.deadlines();
        return new Limit(
                stamp.startedAt().plus(deadlines.completion()),
                () -> FailureCause.of(
                        Kind.TIMED_OUT,
                        "CompletionLimit",
                        "not complete within " + deadlines.completion() + " of its start at " + stamp.startedAt()
                                + waitingFor(situation, done)));
    }

    /** When to ask again: the next moment at which time alone may change the decision. */
    static Optional<Instant> next(Situation situation, List<Instant> moments) {
        Instant next = null;
        for (Instant moment : moments) {
            next = sooner(situation, next, moment);
        }
        for (MemberView member : situation.all()) {
            if (member.outage().isPresent()) {
                Instant since = member.outage().get().since();
                next = sooner(situation, next, since.plus(Pauses.unreachableLimit(situation, member)));
                next = sooner(
                        situation,
                        next,
                        since.plus(situation.stamp().deadlines().unreachable()));
            }
        }
        return Optional.ofNullable(next);
    }

    private static @Nullable Instant sooner(Situation situation, @Nullable Instant known, Instant moment) {
        boolean counts = moment.isAfter(situation.now()) && (known == null || moment.isBefore(known));
        return counts ? moment : known;
    }

    /** Since when a failing operation has been winding down, plus the time it may take. */
    static Instant settled(Situation situation) {
        Instant since = situation.stop().map(Situation.Stop::since).orElse(situation.now());
        return since.plus(situation.stamp().deadlines().settle());
    }

    /** Until when the end of a pause is waited for: what is left of the time to settle is for the teardown after it. */
    static Instant releasedBy(Situation situation) {
        Duration settle = situation.stamp().deadlines().settle();
        return settled(situation).minusNanos(settle.toNanos() / TEARDOWN_PART);
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
    static String waitingFor(Situation situation, Predicate<MemberView> done) {
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
