package io.brfed.internal.drive;

import io.brfed.api.Assurance;
import io.brfed.api.BackupReport;
import io.brfed.api.Condition;
import io.brfed.api.LeftBehind;
import io.brfed.api.PauseWindow;
import io.brfed.api.PauseWindow.Ending;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import io.brfed.internal.loop.Outcome;
import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.MemberView;
import io.brfed.internal.protocol.Pauses;
import io.brfed.internal.protocol.Situation;
import io.brfed.plane.MemberState;
import io.brfed.plane.PauseState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Makes the report of a backup. */
public final class BackupReports {
    private BackupReports() {}

    /** The report of what a request came to. */
    public static BackupReport of(Driver.Done done) {
        Situation situation = done.outcome().situation();
        Optional<PauseWindow> pause = pause(done.outcome());
        Optional<Instant> pauseLeft =
                pause.filter(window -> window.ending() == Ending.LEFT_TO_EXPIRY).map(PauseWindow::latestEnd);
        BackupReport.Builder report =
                BackupReport.builder(MemberReports.operation(done, assurance(situation), pauseLeft));
        pause.ifPresent(report::pause);
        identity(situation).ifPresent(report::pauseIdentity);
        if (done.outcome().decision().ending() == Decision.Ending.SUCCEEDED) {
            commitTs(situation).ifPresent(report::commitTs);
        }
        return report.build();
    }

    /** The pause as far as it is known; empty if it was never asked for. */
    static Optional<PauseWindow> pause(Outcome outcome) {
        Situation situation = outcome.situation();
        MemberView initializer = situation.initializer();
        boolean neverTaken = !initializer.created()
                && initializer.unsure().isEmpty()
                && outcome.chronicle().leftBehind().stream().noneMatch(left -> in(left, initializer))
                && !(situation.pauseAsked().isPresent() && initializer.outage().isPresent())
                && !situation.stamp().recorded().contains(initializer.name());
        if (neverTaken) {
            return Optional.empty();
        }
        Instant start = situation.pauseAsked().orElse(situation.stamp().startedAt());
        Duration lag = Pauses.lag(situation);
        if (Pauses.confirmedOver(initializer)) {
            Instant end = later(start, end(outcome));
            return Optional.of(new PauseWindow(start, Optional.of(end), end.plus(lag), Ending.CONFIRMED));
        }
        Instant latest = Pauses.endsBy(situation)
                .map(end -> end.plus(lag))
                .or(() -> outcome.chronicle().pauseEndsBy())
                .orElseGet(() -> later(outcome.endedAt(), completion(situation)));
        return Optional.of(new PauseWindow(start, Optional.empty(), later(start, latest), Ending.LEFT_TO_EXPIRY));
    }

    /** Whether a write to a member was given up without an answer. */
    private static boolean in(LeftBehind left, MemberView member) {
        return left.member().filter(member.name()::equals).isPresent();
    }

    /** Of an initializer that was never seen nobody knows more than that the operation is not meant to last longer. */
    private static Instant completion(Situation situation) {
        return situation.stamp().startedAt().plus(situation.stamp().deadlines().completion());
    }

    private static Instant end(Outcome outcome) {
        Situation situation = outcome.situation();
        Optional<Instant> seen = outcome.chronicle().timings().stream()
                .filter(timing -> timing.member().equals(situation.stamp().initializer()))
                .filter(timing -> timing.phase() == Phase.RESUME)
                .flatMap(timing -> timing.end().stream())
                .findFirst();
        return seen.or(() -> said(situation.initializer())).orElse(outcome.endedAt());
    }

    private static Optional<Instant> said(MemberView initializer) {
        return initializer
                .state()
                .flatMap(state -> state.reached(Condition.PAUSE_ENDED)
                        .or(() -> state.reached(Condition.INITIALIZE_FAILED))
                        .or(() -> state.reached(Condition.COMPLETE))
                        .map(reached -> reached.since()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Assurance assurance(Situation situation) {
        return situation
                        .initializer()
                        .state()
                        .flatMap(MemberState::pause)
                        .filter(pause -> pause.hold() == PauseState.Hold.PROVEN)
                        .isPresent()
                ? Assurance.VERIFIED
                : Assurance.AS_REPORTED;
    }

    private static Optional<String> identity(Situation situation) {
        return situation.initializer().state().flatMap(MemberState::pause).flatMap(PauseState::identity);
    }

    private static Optional<Tso> commitTs(Situation situation) {
        return situation.all().stream()
                .flatMap(member -> member.state().flatMap(MemberState::commitTs).stream())
                .min(Comparator.naturalOrder());
    }
}
