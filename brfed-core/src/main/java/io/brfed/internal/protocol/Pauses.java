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
        return confirmedOver(initializer) || gone(initializer) || tornDown(initializer) || expired(situation);
    }

    /** Whether the member that held the pause said that it is over. */
    public static boolean confirmedOver(MemberView initializer) {
        return initializer.has(Condition.PAUSE_ENDED)
                || initializer.has(Condition.INITIALIZE_FAILED)
                || (initializer.told(Phase.TEARDOWN) && initializer.has(Condition.COMPLETE));
    }

    /** When the pause ends by itself at the latest, before the lag of its confirmation; empty if it is not known. */
    public static Optional<Instant> endsBy(Situation situation) {
        return initializer(situation)
                .flatMap(MemberView::state)
                .flatMap(state -> state.pause().map(pause -> endsBy(situation, state, pause)));
    }

    /** When everything that needs the pause has to be done. */
    public static Optional<Instant> limit(Situation situation) {
        return endsBy(situation)
                .map(end -> end.minus(situation.stamp().deadlines().pauseMargin()));
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

    /** The earlier of the member's own word and this driver's clock, because the two clocks may differ. */
    private static Instant endsBy(Situation situation, MemberState state, PauseState pause) {
        Optional<Instant> own = situation
                .pauseAsked()
                .flatMap(asked ->
                        state.createdAt().map(created -> asked.plus(Duration.between(created, pause.endsBy()))));
        return own.filter(end -> end.isBefore(pause.endsBy())).orElse(pause.endsBy());
    }

    private static boolean gone(MemberView initializer) {
        return initializer.absent() && initializer.unsure().isEmpty() && !initializer.writing();
    }

    private static boolean tornDown(MemberView initializer) {
        return initializer.told(Phase.TEARDOWN)
                && (initializer.has(Condition.FAILED) || initializer.has(Condition.INVALID));
    }

    private static boolean expired(Situation situation) {
        return endsBy(situation)
                .map(end -> !situation.now().isBefore(end.plus(lag(situation))))
                .orElse(false);
    }
}
