package io.brfed.internal.protocol;

import static io.brfed.internal.protocol.RestoreProtocol.Stage.COMPLETE;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.CONCLUDING;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.CREATING;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.FAILED;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.FINISHING;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.RESTORING_DATA;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.RESTORING_VOLUMES;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.STARTING;
import static io.brfed.internal.protocol.RestoreProtocol.Stage.STARTING_TIKV;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.FailureCause.Kind;
import io.brfed.api.Phase;
import io.brfed.api.Reached;
import io.brfed.api.Tso;
import io.brfed.api.Verdict;
import io.brfed.internal.protocol.Decision.Ending;
import io.brfed.internal.protocol.Decision.Tempo;
import io.brfed.internal.protocol.Limits.Limit;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One restore: volumes in all members, consistent data in one, normal service in all. */
public final class RestoreProtocol implements Protocol {
    /**
     * Timestamps of members of one backup are taken within one pause, which lasts 10 minutes by default and not
     * reasonably longer than an hour; members that lie further apart come from different backups.
     */
    static final Duration LARGEST_SPREAD = Duration.ofHours(1);

    /** How far a restore is. */
    public enum Stage {
        /** Nothing exists yet. */
        STARTING,
        /** The keeper exists; the other members are created. */
        CREATING,
        /** Volumes are created from snapshots. */
        RESTORING_VOLUMES,
        /** Volumes are warmed up where asked for, and TiKV starts in recovery mode. */
        STARTING_TIKV,
        /** One member makes the data consistent. */
        RESTORING_DATA,
        /** TiKV in normal mode, TiDB up. */
        FINISHING,
        /** The restore is complete. */
        COMPLETE,
        /** The restore failed; that is written down. */
        CONCLUDING,
        /** The restore failed and nothing is left to be done. */
        FAILED
    }

    /**
     * The whole protocol. Nothing is declared on the way through a walk, so it loses no time to look for a failure only
     * where a walk comes to a halt; before the end of a success it is looked for first.
     */
    public static final Table<Stage> TABLE = Table.from(STARTING, Set.of(COMPLETE, FAILED))
            .row(STARTING, "keeper exists, nobody else at work", s -> s.keeper().live() && s.exclusive(), CREATING)
            .row(STARTING, "no hope, nothing exists", s -> hopeless(s) && s.untouched(), FAILED)
            .row(STARTING, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(CREATING, "all members exist, none as it failed before", RestoreProtocol::created, RESTORING_VOLUMES)
            .row(CREATING, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(RESTORING_VOLUMES, "all volumes restored", has(Condition.VOLUMES_RESTORED), STARTING_TIKV)
            .row(RESTORING_VOLUMES, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(STARTING_TIKV, "all TiKV ready", has(Condition.TIKV_READY), RESTORING_DATA)
            .row(STARTING_TIKV, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(STARTING_TIKV, "only a check was asked for, all complete", RestoreProtocol::checked, COMPLETE)
            .row(RESTORING_DATA, "data restored", s -> s.some(m -> m.has(Condition.DATA_RESTORED)), FINISHING)
            .row(RESTORING_DATA, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(FINISHING, "no hope", RestoreProtocol::hopeless, CONCLUDING)
            .row(FINISHING, "all members complete, warm and up, or decided before", RestoreProtocol::decided, COMPLETE)
            .row(CONCLUDING, "verdict written or out of reach", RestoreProtocol::concluded, FAILED)
            .build();

    /** A walk that ends elsewhere has found on its way that there is no failure. */
    private static final Set<Stage> FAILING = EnumSet.of(CONCLUDING, FAILED);

    /** A protocol without settings. */
    public RestoreProtocol() {}

    /** The member of the data phase: done with it, told so already, or the one with the smallest timestamp. */
    public static Optional<MemberView> dataMember(Situation situation) {
        return first(situation, member -> member.has(Condition.DATA_RESTORED))
                .or(() -> first(situation, RestoreProtocol::toldData))
                .or(() -> situation.all().stream()
                        .filter(member -> commitTs(member).isPresent())
                        .min(Comparator.comparing(member -> commitTs(member).orElseThrow())));
    }

    private static Optional<MemberView> first(Situation situation, Predicate<MemberView> fact) {
        return situation.first(fact);
    }

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
                Tempo.CALM,
                stage == COMPLETE ? Ending.SUCCEEDED : stage == FAILED ? Ending.FAILED : Ending.NONE);
    }

    private static List<Step> steps(Stage stage, Situation situation) {
        return switch (stage) {
            case STARTING -> create(situation, Stream.of(situation.keeper()));
            case CREATING -> createAll(situation);
            case RESTORING_VOLUMES, STARTING_TIKV ->
                Recording.step(situation, Phase.RESTORE_VOLUME).stream().toList();
            case RESTORING_DATA -> restoreData(situation);
            case FINISHING -> finish(situation);
            case CONCLUDING -> conclude(situation);
            case COMPLETE, FAILED -> List.of();
        };
    }

    private static List<Step> create(Situation situation, Stream<MemberView> members) {
        return members.filter(MemberView::absent)
                .map(member -> Declarations.creating(situation, member, Phase.RESTORE_VOLUME))
                .toList();
    }

    private static List<Step> createAll(Situation situation) {
        List<Step> steps = new ArrayList<>(create(situation, situation.all().stream()));
        situation.all().stream()
                .filter(member -> member.live() && situation.behind(member))
                .map(member ->
                        Declarations.telling(situation, member, member.desired().orElse(Phase.RESTORE_VOLUME)))
                .forEach(steps::add);
        if (situation.some(member -> member.outage().isPresent())) {
            // Who comes after may find a member missing and has to know that it was there.
            Recording.ofLive(situation, Phase.RESTORE_VOLUME).ifPresent(steps::add);
        }
        return steps;
    }

    private static List<Step> restoreData(Situation situation) {
        Optional<Step> record = Recording.step(situation, Phase.RESTORE_VOLUME);
        if (record.isPresent()) {
            return List.of(record.get());
        }
        return situation.some(RestoreProtocol::toldData)
                ? List.of()
                : dataMember(situation)
                        .map(member -> Declarations.telling(situation, member, Phase.RESTORE_DATA))
                        .stream()
                        .toList();
    }

    private static List<Step> finish(Situation situation) {
        if (situation.every(RestoreProtocol::finished)) {
            List<ClusterName> seen = situation.all().stream()
                    .filter(RestoreProtocol::tellsService)
                    .map(MemberView::name)
                    .toList();
            return List.of(
                    Declarations.telling(situation, situation.keeper(), Phase.RESTORE_FINISH, new Verdict.Ok(seen)));
        }
        return situation.all().stream()
                .filter(member -> !member.told(Phase.RESTORE_FINISH))
                .map(member -> Declarations.telling(situation, member, Phase.RESTORE_FINISH))
                .toList();
    }

    /** Every member is told, so that a later driver knows although the keeper does not answer now. */
    private static List<Step> conclude(Situation situation) {
        Verdict failed = new Verdict.Failed(failure(situation)
                .orElseThrow(() -> new IllegalStateException("a restore without a failure is not concluded")));
        return situation.all().stream()
                .filter(member -> member.live() && situation.ours(member) && !Declarations.knowsFailure(member))
                .map(member ->
                        Declarations.telling(situation, member, member.desired().orElse(Phase.RESTORE_VOLUME), failed))
                .toList();
    }

    private static boolean created(Situation situation) {
        return situation.every(member -> member.live() && !situation.behind(member));
    }

    private static boolean hopeless(Situation situation) {
        return failure(situation).isPresent();
    }

    private static Optional<FailureCause> failure(Situation situation) {
        Optional<FailureCause> cause = Failures.of(situation);
        if (cause.isEmpty() && !done(situation)) {
            cause = Limits.passed(situation, limits(situation));
        }
        return cause.isEmpty() ? timestampsOf(situation) : cause;
    }

    /** Whether nothing is missing: then no limit counts any more, however late somebody asks. */
    private static boolean done(Situation situation) {
        boolean restored = has(Condition.TIKV_READY).test(situation)
                && situation.some(member -> member.has(Condition.DATA_RESTORED))
                && (situation.every(RestoreProtocol::finished) || decided(situation));
        boolean onlyChecked = !has(Condition.TIKV_READY).test(situation) && checked(situation);
        return has(Condition.VOLUMES_RESTORED).test(situation) && (restored || onlyChecked);
    }

    private static Predicate<Situation> has(Condition condition) {
        return situation -> situation.every(member -> member.has(condition));
    }

    private static boolean toldData(MemberView member) {
        return member.told(Phase.RESTORE_DATA);
    }

    private static boolean checked(Situation situation) {
        return situation.every(member -> member.has(Condition.COMPLETE) && !toldData(member));
    }

    /**
     * Whether the restore is a success for good. A TidbCluster that was seen to be in service may stop whenever its owner
     * likes, so that all were seen has to be written down; conditions stay.
     */
    private static boolean decided(Situation situation) {
        if (situation.verdictOk()) {
            return situation.every(member -> member.told(Phase.RESTORE_FINISH) && member.has(Condition.COMPLETE));
        }
        return situation.every(RestoreProtocol::finished) && !situation.some(RestoreProtocol::tellsService);
    }

    private static boolean tellsService(MemberView member) {
        return member.state().flatMap(MemberState::service).isPresent();
    }

    /** Whether every TidbCluster was seen in service: now, or when that was written down. */
    public static boolean seenInService(Situation situation) {
        if (situation.stamp().verdict().orElse(null) instanceof Verdict.Ok ok) {
            return situation.every(member -> ok.seen().contains(member.name()));
        }
        return situation.every(
                member -> member.state().flatMap(MemberState::service).orElse(null) == Service.UP);
    }

    private static boolean finished(MemberView member) {
        boolean warm = !member.has(Condition.WARM_UP_STARTED) || member.has(Condition.WARM_UP_COMPLETE);
        return inService(member) && warm;
    }

    private static boolean inService(MemberView member) {
        return member.told(Phase.RESTORE_FINISH)
                && member.has(Condition.COMPLETE)
                && member.state().flatMap(MemberState::service).orElse(null) != Service.DOWN;
    }

    private static boolean concluded(Situation situation) {
        MemberView keeper = situation.keeper();
        boolean known = keeper.state().isPresent()
                && !keeper.writing()
                && keeper.unsure().isEmpty();
        return (Declarations.knowsFailure(keeper) && !situation.behind(keeper))
                || (known && !(keeper.live() && situation.ours(keeper)))
                || !situation.now().isBefore(Limits.settled(situation));
    }

    /** Before the data phase all members have to say what they restore to, and it has to be the same backup. */
    private static Optional<FailureCause> timestampsOf(Situation situation) {
        boolean due = situation.every(member -> member.has(Condition.TIKV_READY))
                && !situation.some(RestoreProtocol::toldData);
        return due ? missingTimestamp(situation).or(() -> spread(situation)) : Optional.empty();
    }

    private static Optional<FailureCause> missingTimestamp(Situation situation) {
        return situation.all().stream()
                .filter(member -> commitTs(member).isEmpty())
                .findFirst()
                .map(
                        member -> FailureCause.on(
                                member.name(),
                                Kind.INCONSISTENT,
                                "NoCommitTs",
                                "TiKV is ready but the member reports no commitTs, so the timestamp to restore to is not known"));
    }

    private static Optional<FailureCause> spread(Situation situation) {
        List<MemberView> byTime = situation.all().stream()
                .sorted(Comparator.comparing(member -> commitTs(member).orElseThrow()))
                .toList();
        MemberView first = byTime.get(0);
        MemberView last = byTime.get(byTime.size() - 1);
        Instant earliest = commitTs(first).orElseThrow().physicalTime();
        Instant latest = commitTs(last).orElseThrow().physicalTime();
        return Duration.between(earliest, latest).compareTo(LARGEST_SPREAD) <= 0
                ? Optional.empty()
                : Optional.of(FailureCause.on(
                        last.name(),
                        Kind.INCONSISTENT,
                        "DifferentBackups",
                        "its timestamp " + latest + " and that of " + first.name() + ", " + earliest
                                + ", lie further apart than " + LARGEST_SPREAD
                                + ", so they come from different backups; check the locations"));
    }

    private static Optional<Tso> commitTs(MemberView member) {
        return member.state().flatMap(MemberState::commitTs);
    }

    private static List<Limit> limits(Situation situation) {
        List<Limit> limits = new ArrayList<>();
        limits.add(Limits.completion(situation, RestoreProtocol::finished));
        Optional<Instant> ready = latest(situation, Condition.TIKV_READY);
        Optional<Instant> restored = situation
                .first(member -> member.has(Condition.DATA_RESTORED))
                .flatMap(member -> since(member, Condition.DATA_RESTORED));
        if (restored.isPresent()) {
            // A warm-up that still runs in the background holds up the report, not the service.
            if (!situation.every(RestoreProtocol::inService)) {
                Duration allowed = situation.stamp().deadlines().restoreFinish();
                limits.add(limit(situation, restored.get(), allowed, Phase.RESTORE_FINISH));
            }
        } else if (ready.isPresent()) {
            limits.add(
                    limit(situation, ready.get(), situation.stamp().deadlines().restoreData(), Phase.RESTORE_DATA));
        } else {
            Instant start = situation.stamp().startedAt();
            limits.add(limit(situation, start, situation.stamp().deadlines().restoreVolumes(), Phase.RESTORE_VOLUME));
        }
        return limits;
    }

    /** What was reached before the operation was told to go on is no younger than that. */
    private static Limit limit(Situation situation, Instant reached, Duration allowed, Phase phase) {
        Instant started = situation.stamp().startedAt();
        Instant start = reached.isBefore(started) ? started : reached;
        return new Limit(
                start.plus(allowed),
                () -> FailureCause.of(
                        Kind.TIMED_OUT,
                        "PhaseLimit",
                        phase + " not done within " + allowed + " of " + start
                                + Limits.waitingFor(situation, member -> doneWith(member, phase))));
    }

    private static boolean doneWith(MemberView member, Phase phase) {
        return switch (phase) {
            case RESTORE_VOLUME -> member.has(Condition.TIKV_READY);
            case RESTORE_DATA -> member.desired().orElse(null) != Phase.RESTORE_DATA;
            default -> inService(member);
        };
    }

    private static Optional<Instant> latest(Situation situation, Condition condition) {
        if (!situation.every(member -> member.has(condition))) {
            return Optional.empty();
        }
        return situation.all().stream()
                .flatMap(member -> since(member, condition).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> since(MemberView member, Condition condition) {
        return member.state().flatMap(state -> state.reached(condition)).map(Reached::since);
    }

    private static List<Instant> moments(Situation situation) {
        List<Instant> moments = new ArrayList<>();
        for (Limit limit : limits(situation)) {
            moments.add(limit.at());
        }
        if (situation.stop().isPresent()) {
            moments.add(Limits.settled(situation));
        }
        return moments;
    }
}
