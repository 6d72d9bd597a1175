package io.brfed.internal.protocol;

import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the pause of a backup, and how long things may take because of it. */
public final class Pauses {
    private Pauses() {}

    /** Whether the pause may be held now. */
    public static boolean mayBeHeld(Situation situation) {
        MemberView initializer = initializer(situation);
        if (situation.stamp().kind() != OperationKind.BACKUP || initializer == null) {
            return false;
        }
        boolean asked = situation.pauseAsked().isPresent() || initializer.created() || initializer.live();
        return asked && !over(situation);
    }

    /** Whether the pause is over, was never asked for, or must have ended by itself. */
    public static boolean over(Situation situation) {
        MemberView initializer = situation.initializer();
        return confirmedOver(initializer) || gone(situation) || tornDown(initializer) || expired(situation);
    }

    /** Whether the member that held the pause said that it is over. */
    public static boolean confirmedOver(MemberView initializer) {
        return initializer.has(Condition.PAUSE_ENDED)
                || initializer.has(Condition.INITIALIZE_FAILED)
                || (initializer.told(Phase.TEARDOWN)
                        && (initializer.has(Condition.COMPLETE) || failedByTeardown(initializer)));
    }

    /**
     * When the pause ends by itself at the latest, before the lag of its confirmation; empty if it is not known. The later
     * of the member's own word and this driver's clock, because the two clocks may differ.
     */
    public static Optional<Instant> endsBy(Situation situation) {
        PauseState pause = pause(situation);
        if (pause == null) {
            return Optional.empty();
        }
        Instant bySelf = bySelf(situation, pause);
        return Optional.of(bySelf != null && bySelf.isAfter(pause.endsBy()) ? bySelf : pause.endsBy());
    }

    /** When everything that needs the pause has to be done: before its end by either clock. */
    public static Optional<Instant> limit(Situation situation) {
        PauseState pause = pause(situation);
        if (pause == null) {
            return Optional.empty();
        }
        Instant bySelf = bySelf(situation, pause);
        Instant end = bySelf != null && bySelf.isBefore(pause.endsBy()) ? bySelf : pause.endsBy();
        return Optional.of(end.minus(situation.stamp().deadlines().pauseMargin()));
    }

    /** When the pause is over in truth even if nobody gives it back; empty if it is not known. */
    static Optional<Instant> overBy(Situation situation) {
        return endsBy(situation).map(end -> end.plus(lag(situation)));
    }

    /** How much longer than confirmed or expected the pause may last in truth. */
    public static Duration lag(Situation situation) {
        PauseState pause = pause(situation);
        return pause == null ? Duration.ZERO : pause.lag();
    }

    /** The initializer, unless a deletion was asked for without it. */
    private static @Nullable MemberView initializer(Situation situation) {
        return situation.find(situation.stamp().initializer());
    }

    /** What the initializer says of the pause. */
    private static @Nullable PauseState pause(Situation situation) {
        MemberState state = state(situation);
        return state == null ? null : state.pause().orElse(null);
    }

    private static @Nullable MemberState state(Situation situation) {
        MemberView initializer = initializer(situation);
        return initializer == null ? null : initializer.state().orElse(null);
    }

    /** How long a member may fail to answer now. */
    static Duration unreachableLimit(Situation situation, MemberView member) {
        Deadlines deadlines = situation.stamp().deadlines();
        boolean waited = mayBeHeld(situation) && (!situation.verdictOk() || isInitializer(situation, member));
        return waited ? deadlines.unreachableInPause() : deadlines.unreachable();
    }

    private static boolean isInitializer(Situation situation, MemberView member) {
        return member.name().equals(situation.stamp().initializer());
    }

    /** The end by this driver's clock, if it was this driver that asked for the pause. */
    private static @Nullable Instant bySelf(Situation situation, PauseState pause) {
        Instant asked = situation.pauseAsked().orElse(null);
        MemberState state = state(situation);
        Instant created = state == null ? null : state.createdAt().orElse(null);
        return asked == null || created == null ? null : asked.plus(Duration.between(created, pause.endsBy()));
    }

    /** A teardown ends a member as failed without a reason; with one it had failed before. */
    private static boolean failedByTeardown(MemberView initializer) {
        return initializer
                .state()
                .flatMap(state -> state.reached(Condition.FAILED))
                .filter(failed -> failed.reason().isEmpty())
                .isPresent();
    }

    /** Nothing of this operation is where its initializer should be, nor can it still come into being. */
    private static boolean gone(Situation situation) {
        MemberView initializer = situation.initializer();
        boolean seen = initializer.state().isPresent();
        return seen && !situation.ours(initializer) && initializer.unsure().isEmpty() && !initializer.writing();
    }

    private static boolean tornDown(MemberView initializer) {
        return initializer.told(Phase.TEARDOWN) && initializer.has(Condition.INVALID);
    }

    private static boolean expired(Situation situation) {
        return overBy(situation).map(end -> !situation.now().isBefore(end)).orElse(false);
    }
}
