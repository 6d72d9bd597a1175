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

/** What is known of the pause of a backup, and how long things may take because of it. */
public final class Pauses {
    private Pauses() {}

    /** Whether the pause may be held now. */
    public static boolean mayBeHeld(Situation situation) {
        if (situation.stamp().kind() != OperationKind.BACKUP
                || initializer(situation).isEmpty()) {
            return false;
        }
        MemberView initializer = situation.initializer();
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
        return said(situation)
                .map(said -> bySelf(situation).filter(said::isBefore).orElse(said));
    }

    /** When everything that needs the pause has to be done: before its end by either clock. */
    public static Optional<Instant> limit(Situation situation) {
        return said(situation)
                .map(said -> bySelf(situation).filter(said::isAfter).orElse(said))
                .map(end -> end.minus(situation.stamp().deadlines().pauseMargin()));
    }

    /** When the pause is over in truth even if nobody gives it back; empty if it is not known. */
    static Optional<Instant> overBy(Situation situation) {
        return endsBy(situation).map(end -> end.plus(lag(situation)));
    }

    /** How much longer than confirmed or expected the pause may last in truth. */
    public static Duration lag(Situation situation) {
        return initializer(situation)
                .flatMap(MemberView::state)
                .flatMap(MemberState::pause)
                .map(PauseState::lag)
                .orElse(Duration.ZERO);
    }

    /** The initializer, unless a deletion was asked for without it. */
    private static Optional<MemberView> initializer(Situation situation) {
        return Optional.ofNullable(situation.members().get(situation.stamp().initializer()));
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

    private static Optional<Instant> said(Situation situation) {
        return initializer(situation)
                .flatMap(MemberView::state)
                .flatMap(MemberState::pause)
                .map(PauseState::endsBy);
    }

    /** The end by this driver's clock, if it was this driver that asked for the pause. */
    private static Optional<Instant> bySelf(Situation situation) {
        Optional<Instant> created =
                initializer(situation).flatMap(MemberView::state).flatMap(MemberState::createdAt);
        Optional<Duration> length = created.flatMap(from -> said(situation).map(end -> Duration.between(from, end)));
        return situation.pauseAsked().flatMap(asked -> length.map(asked::plus));
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
