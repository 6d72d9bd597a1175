package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.BackupProtocol.Stage.COMPLETE;
import static io.brfed.internal.protocol.BackupProtocol.Stage.CONFIRMING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.EXECUTING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.FAILED;
import static io.brfed.internal.protocol.BackupProtocol.Stage.FINISHING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.INITIALIZING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.RELEASING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.RESUMING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.SNAPSHOTTING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.STARTING;
import static io.brfed.internal.protocol.BackupProtocol.Stage.TEARING_DOWN;

import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.internal.protocol.Limits.Limit;
import io.brfed.plane.MemberState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One backup: pause in one member, snapshots in all, resume, finish. A failure anywhere leads through the release of the
 * pause and the teardown of every member to the end.
 */
public final class BackupProtocol implements Protocol {
    /** How far a backup is. */
    public enum Stage {
        /** Nothing exists yet. */
        STARTING,
        /** The initializer takes the pause. */
        INITIALIZING,
        /** Every member requests its snapshots. */
        EXECUTING,
        /** All members are read once more before the resume. */
        CONFIRMING,
        /** The pause is given back. */
        RESUMING,
        /** Snapshots are being completed. */
        SNAPSHOTTING,
        /** Every member finishes. */
        FINISHING,
        /** The backup is complete. */
        COMPLETE,
        /** The backup failed; the pause is given back and members without it are torn down. */
        RELEASING,
        /** Every member is torn down. */
        TEARING_DOWN,
        /** The backup failed and nothing is left to be done. */
        FAILED
    }

    /**
     * The whole protocol. Nothing is declared on the way through a walk, so it loses no time to look for a failure only
     * where a walk comes to a halt; before the end of a success it is looked for first.
     */
    public static final Table<Stage> TABLE = Table.from(STARTING, Set.of(COMPLETE, FAILED))
            .row(STARTING, "initializer exists", s -> s.initializer().live(), INITIALIZING)
            .row(STARTING, "no hope, nothing exists", s -> hopeless(s) && s.untouched(), FAILED)
            .row(STARTING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(INITIALIZING, "pause taken, nobody else at work", BackupProtocol::initialized, EXECUTING)
            .row(INITIALIZING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(EXECUTING, "all snapshots created", BackupProtocol::snapshotsCreated, CONFIRMING)
            .row(EXECUTING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(CONFIRMING, "seen once more, or decided before", BackupProtocol::confirmed, RESUMING)
            .row(CONFIRMING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(RESUMING, "pause ended", s -> s.initializer().has(Condition.PAUSE_ENDED), SNAPSHOTTING)
            .row(RESUMING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(SNAPSHOTTING, "all volumes complete", s -> s.every(BackupProtocol::volumesComplete), FINISHING)
            .row(SNAPSHOTTING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(FINISHING, "no hope", BackupProtocol::hopeless, RELEASING)
            .row(FINISHING, "all members complete", s -> s.every(BackupProtocol::finished), COMPLETE)
            .row(RELEASING, "pause over or out of reach", BackupProtocol::released, TEARING_DOWN)
            .row(TEARING_DOWN, "all members ended or given up", BackupProtocol::tornDown, FAILED)
            .build();

    /** A walk that ends elsewhere has found on its way that there is no failure. */
    private static final Set<Stage> FAILING = EnumSet.of(RELEASING, TEARING_DOWN, FAILED);

    /** A protocol without settings. */
    public BackupProtocol() {}

    @Override
    public Decision decide(Situation situation) {
        List<Table.Row<Stage>> path = TABLE.walk(situation);
        Stage stage = TABLE.end(path);
        return new Decision(
                stage.name(),
                List.copyOf(path),
                steps(stage, situation),
                FAILING.contains(stage) ? failure(situation) : Optional.empty(),
                Limits.next(situation, moments(situation)),
                Pauses.mayBeHeld(situation) ? Tempo.IN_PAUSE : Tempo.CALM,
                stage == COMPLETE ? Ending.SUCCEEDED : stage == FAILED ? Ending.FAILED : Ending.NONE);
    }

    private static List<Step> steps(Stage stage, Situation situation) {
        return switch (stage) {
            case STARTING -> start(situation);
            case EXECUTING -> execute(situation);
            case CONFIRMING -> List.of(new Step.Confirm());
            case RESUMING -> resume(situation);
            case FINISHING -> finish(situation);
            case RELEASING -> release(situation);
            case TEARING_DOWN -> tearDown(situation);
            case INITIALIZING, SNAPSHOTTING, COMPLETE, FAILED -> List.of();
        };
    }

    private static List<Step> start(Situation situation) {
        return situation.initializer().absent()
                ? List.of(Declarations.creating(situation, situation.initializer(), Phase.INITIALIZE))
                : List.of();
    }

    private static List<Step> execute(Situation situation) {
        List<Step> steps = new ArrayList<>();
        for (MemberView member : situation.all()) {
            if (member.absent()) {
                steps.add(Declarations.creating(situation, member, Phase.EXECUTE));
            } else if (member.live() && !member.told(Phase.EXECUTE)) {
                steps.add(Declarations.telling(situation, member, Phase.EXECUTE));
            }
        }
        if (steps.isEmpty() && situation.every(MemberView::live)) {
            Recording.step(situation, Phase.EXECUTE).ifPresent(steps::add);
        } else if (situation.some(member -> member.outage().isPresent())) {
            // Who comes after may find a member missing and has to know that it was there.
            Recording.ofLive(situation, Phase.EXECUTE).ifPresent(steps::add);
        }
        return steps;
    }

    private static List<Step> resume(Situation situation) {
        MemberView initializer = situation.initializer();
        if (situation.verdictOk() && initializer.told(Phase.RESUME)) {
            return List.of();
        }
        Verdict ok =
                new Verdict.Ok(situation.all().stream().map(MemberView::name).toList());
        return List.of(Declarations.telling(situation, initializer, Phase.RESUME, ok));
    }

    private static List<Step> finish(Situation situation) {
        return situation.all().stream()
                .filter(member -> !member.told(Phase.TEARDOWN))
                .map(member -> Declarations.telling(situation, member, Phase.TEARDOWN))
                .toList();
    }

    /** The initializer first: every other member can wait, the database cannot. */
    private static List<Step> release(Situation situation) {
        List<Step> steps = new ArrayList<>();
        Releases.ofPause(situation, verdict(situation)).ifPresent(steps::add);
        situation.all().stream()
                .filter(member -> !member.name().equals(situation.stamp().initializer()))
                .flatMap(member -> Releases.ofMember(situation, member, verdict(situation)).stream())
                .forEach(steps::add);
        return steps;
    }

    private static List<Step> tearDown(Situation situation) {
        return situation.all().stream()
                .flatMap(member -> Releases.ofMember(situation, member, verdict(situation)).stream())
                .toList();
    }

    private static Verdict verdict(Situation situation) {
        return new Verdict.Failed(failure(situation)
                .orElseThrow(() -> new IllegalStateException("a backup without a failure is not released")));
    }

    private static boolean hopeless(Situation situation) {
        return failure(situation).isPresent();
    }

    private static Optional<FailureCause> failure(Situation situation) {
        Optional<FailureCause> known = Failures.of(situation);
        if (known.isPresent()) {
            return known;
        }
        return done(situation) ? withoutTimestamp(situation) : Limits.passed(situation, limits(situation));
    }

    private static boolean initialized(Situation situation) {
        return situation.initializer().has(Condition.INITIALIZED) && situation.exclusive();
    }

    private static boolean snapshotsCreated(Situation situation) {
        return situation.every(
                member -> member.live() && member.told(Phase.EXECUTE) && member.has(Condition.SNAPSHOTS_CREATED));
    }

    private static boolean confirmed(Situation situation) {
        return situation.verdictOk() || situation.every(MemberView::confirmed);
    }

    private static boolean volumesComplete(MemberView member) {
        return member.has(Condition.VOLUMES_COMPLETE);
    }

    private static boolean finished(MemberView member) {
        return member.told(Phase.TEARDOWN)
                && (member.has(Condition.COMPLETE) || Failures.failedOnlyForAnEndedPause(member));
    }

    private static boolean released(Situation situation) {
        MemberView initializer = situation.initializer();
        boolean asked = initializer.told(Phase.RESUME) && Declarations.knowsFailure(initializer);
        Instant limit = asked ? Limits.releasedBy(situation) : Limits.settled(situation);
        return initializer.told(Phase.TEARDOWN)
                || Pauses.over(situation)
                || !situation.now().isBefore(limit);
    }

    private static boolean tornDown(Situation situation) {
        return situation.every(member -> Releases.ended(situation, member));
    }

    /** Whether nothing is missing: then no limit counts any more, however late somebody asks. */
    private static boolean done(Situation situation) {
        return situation.initializer().has(Condition.PAUSE_ENDED)
                && snapshotsCreated(situation)
                && situation.every(member -> volumesComplete(member) && finished(member));
    }

    /** A backup that does not say what it restores to is not complete. */
    private static Optional<FailureCause> withoutTimestamp(Situation situation) {
        return situation
                .first(member -> member.state().flatMap(MemberState::commitTs).isEmpty())
                .map(member -> FailureCause.on(
                        member.name(),
                        Kind.INCONSISTENT,
                        "NoCommitTs",
                        "the member is complete but reports no commitTs, so nobody can say which timestamp the backup"
                                + " restores to; take the backup again"));
    }

    private static List<Limit> limits(Situation situation) {
        List<Limit> limits = new ArrayList<>();
        limits.add(Limits.completion(situation, BackupProtocol::finished));
        if (!situation.verdictOk()) {
            Pauses.limit(situation).ifPresent(at -> limits.add(new Limit(at, () -> pauseUsedUp(situation, at))));
        } else if (!situation.initializer().has(Condition.PAUSE_ENDED)) {
            Pauses.overBy(situation).ifPresent(at -> limits.add(new Limit(at, () -> resumeUnconfirmed(situation, at))));
        }
        return limits;
    }

    private static FailureCause pauseUsedUp(Situation situation, Instant at) {
        return FailureCause.of(
                Kind.TIMED_OUT,
                "PauseLimit",
                "not all snapshots were created by " + at + ", "
                        + situation.stamp().deadlines().pauseMargin()
                        + " before the pause ends by itself"
                        + Limits.waitingFor(situation, member -> member.has(Condition.SNAPSHOTS_CREATED))
                        + ". Give the pause more time or find out what holds the member up");
    }

    private static FailureCause resumeUnconfirmed(Situation situation, Instant at) {
        return FailureCause.on(
                situation.stamp().initializer(),
                Kind.TIMED_OUT,
                "ResumeUnconfirmed",
                "the member was asked to give the pause back and did not confirm it by " + at
                        + ", when the pause must have ended by itself");
    }

    private static List<Instant> moments(Situation situation) {
        List<Instant> moments = new ArrayList<>();
        for (Limit limit : limits(situation)) {
            moments.add(limit.at());
        }
        Pauses.overBy(situation).ifPresent(moments::add);
        if (situation.stop().isPresent()) {
            moments.add(Limits.releasedBy(situation));
            moments.add(Limits.settled(situation));
        }
        return moments;
    }
}
