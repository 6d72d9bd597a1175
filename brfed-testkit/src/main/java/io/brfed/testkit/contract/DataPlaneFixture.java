package io.brfed.testkit.contract;

import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A data plane under test with the system behind it, as {@link DataPlaneContract} needs it: one member cluster with one
 * TidbCluster, empty, in which nothing happens by itself. Called from the test's thread only.
 *
 * @since 0.1.0
 */
public interface DataPlaneFixture extends AutoCloseable {
    /** The plane under test; the same at every call. */
    DataPlane plane();

    /** Another plane on the same system, as a new process would make it. */
    DataPlane reopened();

    /** The kinds of operations that this plane can carry out. Default: all. */
    default List<OperationKind> kinds() {
        return List.of(OperationKind.BACKUP, OperationKind.RESTORE);
    }

    /**
     * A request that this plane can carry out, in the one cluster and TidbCluster of the fixture.
     *
     * @param kind what the operation does
     * @param operation the operation's name
     */
    MemberRequest request(OperationKind kind, String operation);

    /**
     * Waits until a stage is complete, for as long as is sensible.
     *
     * @return its value
     * @throws RuntimeException what it completed with, not wrapped
     * @throws AssertionError if it does not complete
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage);

    /** Lets everything arrive that is on its way: changes of the system, notifications. */
    void settle();

    /** Makes the member's own system report a condition, as if its work had got so far. */
    void report(Member member, Condition condition);

    /** Puts something without a stamp in the place of a member that does not exist. */
    void putForeign(Member member);

    /** Removes a member behind the plane's back; it is gone when this returns. */
    void deleteByHand(Member member);

    /** Begins to delete a member behind the plane's back, so that it stays in deletion. */
    void startDeleting(Member member);

    /** Cuts the connection between the plane and its system, or stops the system. */
    void cutOff();

    /** Undoes {@link #cutOff}. */
    void reconnect();

    /** Ends the plane and the system. */
    @Override
    void close();
}
