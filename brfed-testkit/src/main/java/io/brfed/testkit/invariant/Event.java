package io.brfed.testkit.invariant;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FaultKind;
import io.brfed.testkit.PlaneCall;
import io.brfed.testkit.SnapshotSet;
import java.time.Duration;

/** One thing that truly happened. */
sealed interface Event {
    /** When, since the beginning of virtual time. */
    Duration at();

    record Sent(Duration at, DriverProcess by, Declaration declaration) implements Event {}

    record Deleting(Duration at, DriverProcess by, Deletion deletion) implements Event {}

    record Learned(Duration at, DriverProcess by, MemberState state) implements Event {}

    record CallFailed(Duration at, DriverProcess by, ClusterName cluster, PlaneCall call, ProviderException.Fault fault)
            implements Event {}

    record Declared(Duration at, Declaration declaration, MemberState before, MemberState after) implements Event {
        /** Whether the member was told a phase that it was not in before. */
        boolean entered() {
            return !before.desired().equals(after.desired())
                    && after.desired().filter(declaration.phase()::equals).isPresent();
        }

        boolean created() {
            return before.presence() == MemberState.Presence.ABSENT && after.presence() == MemberState.Presence.LIVE;
        }
    }

    record Fact(Duration at, MemberState state, Condition condition) implements Event {}

    record PauseTaken(Duration at, Member holder, OperationId id) implements Event {}

    record PauseOver(Duration at, Member holder, OperationId id) implements Event {}

    record Captured(Duration at, SnapshotSet set) implements Event {}

    record Removed(Duration at, MemberState before, Deletion.Contents contents) implements Event {}

    record Happened(Duration at, FaultKind kind, ClusterName cluster) implements Event {}

    record Thawed(Duration at, DriverProcess by) implements Event {}

    record Reported(Duration at, DriverProcess by, Object report) implements Event {}
}
