package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A schedule of faults that a seed decides: which kinds, where, when, and for how long. The same source gives the same
 * schedule. Faults of the driver's process are for its owner to carry out; {@link #arm} sees to all others.
 *
 * @since 0.1.0
 */
public final class SeededFaults {
    /** So many of 100 schedules have no fault, at most one, at most two, at most three. */
    private static final int[] COUNTS = {6, 50, 78, 92};

    private static final int PERCENT = 100;
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);
    /** Whatever sends a request twice does so sooner than that: in this part of the time. */
    private static final int REPLAYS = 12;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofMinutes(15);
    /** All but what another operation does, which no schedule of one operation can tell. */
    private static final List<FaultKind> KINDS = Stream.of(FaultKind.values())
            .filter(kind -> kind != FaultKind.RIVAL && kind != FaultKind.INTERVENTION)
            .toList();

    private static final List<Phase> PHASES = List.of(
            Phase.INITIALIZE,
            Phase.EXECUTE,
            Phase.RESUME,
            Phase.TEARDOWN,
            Phase.RESTORE_VOLUME,
            Phase.RESTORE_DATA,
            Phase.RESTORE_FINISH);
    private static final List<Condition> STEPS = List.of(
            Condition.INITIALIZED,
            Condition.SNAPSHOTS_CREATED,
            Condition.PAUSE_ENDED,
            Condition.VOLUMES_COMPLETE,
            Condition.COMPLETE,
            Condition.VOLUMES_RESTORED,
            Condition.TIKV_READY,
            Condition.DATA_RESTORED);

    private static final List<PauseMoment> MOMENTS = List.of(PauseMoment.values());
    /** What happens to the TiDB cluster, half of it at a moment of the pause. */
    private static final Set<FaultKind> STRIKES =
            EnumSet.of(FaultKind.PD_LEADER_CHANGE, FaultKind.TIKV_RESTART, FaultKind.LEASE_EXPIRED);

    private final List<Planned> planned;

    private SeededFaults(List<Planned> planned) {
        this.planned = List.copyOf(planned);
    }

    /**
     * A schedule for clusters of these names.
     *
     * @param chance where every choice comes from; moved on by this
     * @param clusters the clusters that faults may happen to
     */
    public static SeededFaults from(SplittableRandom chance, List<String> clusters) {
        int percent = chance.nextInt(PERCENT);
        int count = 0;
        while (count < COUNTS.length && percent >= COUNTS[count]) {
            count++;
        }
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            planned.add(draw(chance, clusters));
        }
        return new SeededFaults(planned);
    }

    /** A schedule of one fault. */
    public static SeededFaults one(SplittableRandom chance, List<String> clusters) {
        return new SeededFaults(List.of(draw(chance, clusters)));
    }

    /** The faults, in the order in which they were drawn. */
    public List<Planned> planned() {
        return planned;
    }

    /**
     * Has every fault that is not one of a process happen in its time from now on.
     *
     * @return ends those that last and forgets those that have not happened
     */
    public Runnable arm(FakeFederation federation) {
        List<Scheduler.Timer> timers = new ArrayList<>();
        for (Planned fault : planned) {
            if (fault.kind().where() == FaultKind.Where.CALL || fault.moment().isPresent()) {
                fault.begin(federation);
            } else if (fault.kind().where() != FaultKind.Where.PROCESS || fault.kind() == FaultKind.CLOCK_JUMP) {
                timers.add(federation.time().schedule(fault.after(), () -> fault.begin(federation)));
                if (fault.kind().where() == FaultKind.Where.CLUSTER && fault.kind() != FaultKind.DEAD_FOR_EVER) {
                    timers.add(federation.time().schedule(fault.until(), () -> fault.end(federation)));
                }
            }
        }
        return () -> {
            timers.forEach(Scheduler.Timer::cancel);
            federation.faults().end();
        };
    }

    /** One line per fault. */
    @Override
    public String toString() {
        return planned.toString();
    }

    private static Planned draw(SplittableRandom chance, List<String> clusters) {
        FaultKind kind = KINDS.get(chance.nextInt(KINDS.size()));
        Duration within = chance.nextInt(3) > 0 ? SOON : LATE;
        Duration after = Duration.ofMillis(chance.nextLong(within.toMillis()));
        Duration lasting = Duration.ofMillis(1 + chance.nextLong(chance.nextInt(2) == 0 ? 60_000 : 1_200_000));
        int which = chance.nextInt(Integer.MAX_VALUE);
        return new Planned(kind, clusters.get(chance.nextInt(clusters.size())), after, lasting, which);
    }

    /**
     * One fault of a schedule. Immutable.
     *
     * @param kind what goes wrong
     * @param cluster where
     * @param after how long after the beginning; faults of calls happen to the next call that fits
     * @param lasting how long it lasts, where it lasts
     * @param which chooses among variants: the calls, the step, the direction of a jump; at least 0
     * @since 0.1.0
     */
    public record Planned(FaultKind kind, String cluster, Duration after, Duration lasting, int which) {
        /** Checks that no part is missing. */
        public Planned {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(lasting, "lasting");
        }

        /** When it has ended, if it ends. */
        public Duration until() {
            return after.plus(lasting);
        }

        /** The calls it is for, if it is one of calls. */
        CallSelector calls() {
            int choice = which % (PHASES.size() + 3);
            if (choice < PHASES.size()) {
                return CallSelector.declaring(PHASES.get(choice));
            }
            return choice == PHASES.size() ? CallSelector.anyCall() : CallSelector.anyWrite();
        }

        /** How long a request can be under way: as long as an API server works on one. */
        private Duration underWay() {
            return Duration.ofMillis(1 + lasting.toMillis() % LONGEST_REQUEST.toMillis());
        }

        /** By how much the clock jumps: half an hour at most, either way. */
        Duration jump() {
            return Duration.ofSeconds(which % 3600 - 1800);
        }

        /** The moment of the next pause at which it happens; empty if it is to happen at its time. */
        Optional<PauseMoment> moment() {
            int choice = which % (2 * MOMENTS.size());
            return STRIKES.contains(kind) && choice < MOMENTS.size()
                    ? Optional.of(MOMENTS.get(choice))
                    : Optional.empty();
        }

        private Faults.PauseFaults pause(Faults faults) {
            return moment().map(faults.pause()::at).orElseGet(faults::pause);
        }

        /** Makes it happen now, unless it is one of a process. */
        void begin(FakeFederation federation) {
            Faults faults = federation.faults();
            Faults.ClusterFaults at = faults.cluster(cluster);
            FaultPlan plan = at.calls();
            switch (kind) {
                case REFUSAL -> plan.failNext(calls(), ProviderException.Fault.REFUSED, 1 + which % 3);
                case TIME_OUT -> plan.failNext(calls(), ProviderException.Fault.UNREACHABLE, 1 + which % 3);
                case ANSWER_LOST -> plan.loseAnswerOf(calls());
                case LANDS_LATE -> plan.landLate(calls(), underWay());
                case DUPLICATE -> plan.duplicate(calls(), underWay().dividedBy(REPLAYS));
                case NEVER_ANSWERED -> plan.neverAnswer(calls());
                case CONFLICT -> plan.conflictNext(calls(), 1 + which % 5);
                case THROTTLING -> plan.throttleNext(calls(), lasting.dividedBy(10), 1 + which % 3);
                case STALE_READ -> {
                    Duration age = Duration.ofSeconds(1 + which % 60);
                    if (which / 60 % 2 == 0) {
                        plan.staleReads(age);
                    } else {
                        plan.staleReadsToldEarly(age);
                    }
                }
                case MISSED_NOTIFICATION -> plan.dropNotifications();
                case UNREACHABLE -> at.becomesUnreachable();
                case CONNECTION_REFUSED -> at.refusesConnections();
                case DEADLINES_IGNORED -> at.ignoresDeadlines();
                case DEAD_FOR_EVER -> at.diesForEver();
                case SNAPSHOT_REFUSED -> at.snapshots().failNext("SnapshotLimitExceeded");
                case SNAPSHOT_ERROR -> at.snapshots().turnToErrorNext("SnapshotError");
                case STORAGE_FAILURE -> {
                    at.storage().failNextWrite("StorageUnreachable");
                    at.storage().failNextRead("StorageUnreachable");
                }
                case STEP_STUCK -> at.staysStuckBefore(STEPS.get(which % STEPS.size()));
                case PD_LEADER_CHANGE -> pause(faults).losesPdLeader();
                case TIKV_RESTART -> pause(faults).restartsTikv();
                case LEASE_EXPIRED -> pause(faults).expires();
                case DELETED_BY_HAND -> at.deletedByHand();
                case CLOCK_JUMP -> faults.clockJumps(jump());
                case SECOND_DRIVER, PROCESS_CRASH, PROCESS_PAUSE, RIVAL, INTERVENTION -> {}
            }
        }

        /** Ends what lasts between drivers and the cluster. */
        void end(FakeFederation federation) {
            FaultPlan plan = federation.faults().cluster(cluster).calls();
            switch (kind) {
                case STALE_READ -> plan.staleReads(Duration.ZERO);
                case MISSED_NOTIFICATION -> plan.withNotifications();
                default -> plan.comesBack();
            }
        }
    }
}
