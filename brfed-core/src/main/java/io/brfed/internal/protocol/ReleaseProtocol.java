package io.brfed.internal.protocol;

import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An emergency: the pause of one backup is given back and nothing else is touched. */
public final class ReleaseProtocol implements Protocol {
    private static final FailureCause CAUSE =
            FailureCause.of(Kind.CANCELLED, "Released", "an emergency release of the pause was asked for");

    /** How far a release is. */
    public enum Stage {
        /** The pause is asked to end. */
        RELEASING,
        /** The pause is over. */
        RELEASED,
        /** The time is up and nobody confirmed it. */
        UNCONFIRMED
    }

    private final Table<Stage> table;
    private final Instant end;

    /**
     * A release.
     *
     * @param from when it was asked for
     * @param limit how long to wait for a confirmation
     */
    public ReleaseProtocol(Instant from, Duration limit) {
        this.end = from.plus(limit);
        this.table = Table.from(Stage.RELEASING, Set.of(Stage.RELEASED, Stage.UNCONFIRMED))
                .row(Stage.RELEASING, "pause over", Pauses::over, Stage.RELEASED)
                .row(Stage.RELEASING, "time is up", s -> !s.now().isBefore(end), Stage.UNCONFIRMED)
                .build();
    }

    /** The whole protocol. */
    Table<Stage> table() {
        return table;
    }

    @Override
    public Decision decide(Situation situation) {
        List<Table.Row<Stage>> path = table.walk(situation);
        Stage stage = table.end(path);
        return new Decision(
                stage.name(),
                List.copyOf(path),
                stage == Stage.RELEASING ? steps(situation) : List.of(),
                Optional.empty(),
                Limits.next(situation, moments(situation)),
                Tempo.IN_PAUSE,
                stage == Stage.RELEASED ? Ending.SUCCEEDED : stage == Stage.UNCONFIRMED ? Ending.FAILED : Ending.NONE);
    }

    private List<Instant> moments(Situation situation) {
        return Stream.concat(Stream.of(end), Pauses.overBy(situation).stream()).toList();
    }

    private static List<Step> steps(Situation situation) {
        Verdict verdict = situation
                .stamp()
                .verdict()
                .filter(Verdict.Failed.class::isInstance)
                .orElse(new Verdict.Failed(CAUSE));
        return Releases.ofPause(situation, verdict).stream().toList();
    }
}
