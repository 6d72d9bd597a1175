package io.brfed.testkit.invariant;

import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.DeletionReport;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ReleaseReport;
import io.brfed.api.RestoreReport;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.PlaneCall;
import io.brfed.testkit.SnapshotSet;
import io.brfed.testkit.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Everything that truly happened in one federation of fakes since {@link #of}, and the reports its drivers gave: what the
 * invariants are checked on.
 *
 * <pre>{@code
 * History history = History.of(federation);
 * DriverProcess process = federation.newProcess();
 * BackupReport report = Federation.backup(federation.clustersSeenBy(process)).scheduler(process.scheduler()).execute();
 * history.reported(process, report);
 * assertThat(Inspection.of(history).violations()).isEmpty();
 * }</pre>
 *
 * For one thread.
 *
 * @since 0.1.0
 */
public final class History {
    private final FakeFederation federation;
    private final List<Event> events = new ArrayList<>();
    private final List<History> ground = new ArrayList<>();
    private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    private final WallClock clock;

    private History(FakeFederation federation) {
        this.federation = federation;
        this.clock = new WallClock(federation.time());
    }

    /** The history of a federation from now on. */
    public static History of(FakeFederation federation) {
        History history = new History(federation);
        federation.witness(history.new Eyes());
        return history;
    }

    /** A process gave the report of a backup. */
    public void reported(DriverProcess by, BackupReport report) {
        add(by, report);
    }

    /** A process gave the report of a restore. */
    public void reported(DriverProcess by, RestoreReport report) {
        add(by, report);
    }

    /** A process gave the report of a deletion. */
    public void reported(DriverProcess by, DeletionReport report) {
        add(by, report);
    }

    /** A process gave the report of a release. */
    public void reported(DriverProcess by, ReleaseReport report) {
        add(by, report);
    }

    /** A process that had been stopped goes on. */
    public void thawed(DriverProcess process) {
        events.add(new Event.Thawed(now(), Objects.requireNonNull(process, "process")));
    }

    /** What was done here stands on what another history tells of, as a restore does on its backup. */
    public void standsOn(History earlier) {
        ground.add(Objects.requireNonNull(earlier, "earlier"));
    }

    /** The histories that this one stands on. */
    List<History> ground() {
        return ground;
    }

    /** How many faults of each kind really happened. */
    public Map<FaultKind, Integer> faults() {
        return new EnumMap<>(faults);
    }

    /** A fault that only its maker can see really happened. */
    public void happened(FaultKind kind) {
        note(kind, federation.planes().get(0).name());
    }

    /** What the wall clock said in the course of time. */
    WallClock clock() {
        return clock;
    }

    List<Event> events() {
        return events;
    }

    FakeFederation federation() {
        return federation;
    }

    <E extends Event> Stream<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    private void add(DriverProcess by, Object report) {
        events.add(
                new Event.Reported(now(), Objects.requireNonNull(by, "by"), Objects.requireNonNull(report, "report")));
    }

    private void note(FaultKind kind, ClusterName cluster) {
        faults.merge(kind, 1, Integer::sum);
        events.add(new Event.Happened(now(), kind, cluster));
    }

    private Duration now() {
        return federation.time().elapsed();
    }

    private final class Eyes implements Witness {
        @Override
        public void sent(DriverProcess by, Declaration declaration) {
            clock.look();
            events.add(new Event.Sent(now(), by, declaration));
        }

        @Override
        public void sent(DriverProcess by, Deletion deletion) {
            events.add(new Event.Deleting(now(), by, deletion));
        }

        @Override
        public void learned(DriverProcess by, MemberState state) {
            events.add(new Event.Learned(now(), by, state));
        }

        @Override
        public void failed(DriverProcess by, ClusterName cluster, PlaneCall call, ProviderException.Fault fault) {
            events.add(new Event.CallFailed(now(), by, cluster, call, fault));
        }

        @Override
        public void declared(Declaration declaration, MemberState before, MemberState after) {
            events.add(new Event.Declared(now(), declaration, before, after));
        }

        @Override
        public void reached(MemberState state, Condition condition) {
            events.add(new Event.Fact(now(), state, condition));
        }

        @Override
        public void pauseTaken(Member holder, OperationId id) {
            events.add(new Event.PauseTaken(now(), holder, id));
        }

        @Override
        public void pauseEnded(Member holder, OperationId id) {
            events.add(new Event.PauseOver(now(), holder, id));
        }

        @Override
        public void captured(SnapshotSet set) {
            events.add(new Event.Captured(now(), set));
        }

        @Override
        public void removed(MemberState before, Deletion.Contents contents) {
            events.add(new Event.Removed(now(), before, contents));
        }

        @Override
        public void happened(FaultKind kind, ClusterName cluster) {
            note(kind, cluster);
        }
    }
}
