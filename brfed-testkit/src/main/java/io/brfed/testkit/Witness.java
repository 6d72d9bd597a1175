package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;

/**
 * Sees everything that truly happens in a world of fakes, as no driver can: what each process sent and what it learned,
 * what took effect, what the pause really did, and which faults happened. Told by {@link FakeFederation#witness}, one
 * call after the other, at the virtual time at which it happens; must not change the world. Every method does nothing
 * unless it is overridden.
 *
 * @since 0.1.0
 */
public interface Witness {
    /** A living process sends a declaration. */
    default void sent(DriverProcess by, Declaration declaration) {}

    /** A living process sends a deletion. */
    default void sent(DriverProcess by, Deletion deletion) {}

    /** A process is told what a member reports. */
    default void learned(DriverProcess by, MemberState state) {}

    /** A process is told that a call failed. */
    default void failed(DriverProcess by, ClusterName cluster, PlaneCall call, ProviderException.Fault fault) {}

    /** A declaration arrived: what was there before and after it. */
    default void declared(Declaration declaration, MemberState before, MemberState after) {}

    /** A member reached a condition; the state has it. */
    default void reached(MemberState state, Condition condition) {}

    /** A pause is held from now on. */
    default void pauseTaken(Member holder, OperationId id) {}

    /** A pause is held no longer, or a part of it is not. */
    default void pauseEnded(Member holder, OperationId id) {}

    /** All snapshots of a member were requested. */
    default void captured(SnapshotSet set) {}

    /** A member with a stamp is gone, with or without its snapshots. */
    default void removed(MemberState before, Deletion.Contents contents) {}

    /** A fault really happened. */
    default void happened(FaultKind kind, ClusterName cluster) {}
}
