package io.brfed.plane;

import io.brfed.api.Assurance;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One member cluster as the control plane sees it: told the phase it should be in, asked what it has reached. The
 * product has two (the operator plane, driven through custom resources, and the direct plane, which does the work
 * itself), the testkit a third, and users may write their own; {@code DataPlaneContract} of the testkit is the test that
 * each of them passes.
 *
 * <p><b>Who calls, and how.</b> The control loop calls from one thread at a time per operation, several operations from
 * several threads: implementations are thread-safe. No method blocks its caller or runs blocking code on the calling
 * thread; stages complete on any thread. Each call says within what time an answer is of use; an answer after that is
 * ignored. Calls about different members are independent of each other; calls about one member of one operation come one
 * after the other, except that an abandoned call may still be under way.
 *
 * <p><b>What to throw.</b> A stage completes exceptionally with a {@link io.brfed.api.ProviderException}, classified:
 * {@code RETRY} and {@code BUSY_UNTIL} if nothing was done, {@code REFUSED} if the same call will fail again,
 * {@code UNREACHABLE} if nothing can have been done, {@code OUTCOME_UNKNOWN} if a write may or may not take effect. That
 * a member does not exist is no error but a state. Any other exception counts as {@code OUTCOME_UNKNOWN} of a write and
 * {@code UNREACHABLE} of a read. Only the member's own system may say that a member is absent: a missing credential
 * plug-in or a forbidden read is an error.
 *
 * <p><b>What is kept.</b> The stamp of the last accepted declaration is stored with the member, in the same atomic write
 * as the phase, survives the process and is given back by {@link #observe}. The operation id marks everything that is
 * created for the member.
 *
 * @since 0.1.0
 */
public interface DataPlane {
    /**
     * A digest of everything in this plane's configuration that decides what a backup or restore does: two planes with
     * the same fingerprint do the same. Never a secret, nor made from one.
     */
    String fingerprint();

    /**
     * How sure a backup is whose pause this plane takes: {@code VERIFIED} from a plane that proves that the pause lasted,
     * which in turn commits nothing without such a proof. Where members differ, one that proves it takes the pause.
     */
    default Assurance assurance() {
        return Assurance.AS_REPORTED;
    }

    /**
     * Whether a restore that failed here can be told to go on: the next declaration carries the same operation, reopened once
     * more, and no verdict. A plane that says so takes the failure away with that write, keeps what was done, and tries again
     * what failed.
     */
    default AfterFailure afterFailure() {
        return AfterFailure.IT_IS_OVER;
    }

    /**
     * What can follow a failure.
     *
     * @since 0.1.0
     */
    enum AfterFailure {
        /** Only a deletion. */
        IT_IS_OVER,
        /** The same restore, if its caller wishes so. */
        IT_CAN_GO_ON
    }

    /**
     * Looks for everything that would prevent the request, without changing anything.
     *
     * @param request what would be asked for
     * @param limit time within which the answer is of use
     */
    CompletionStage<Readiness> check(MemberRequest request, Duration limit);

    /**
     * Makes sure, as far as this plane can, that no other operation works on the member's TidbCluster. Asked before the
     * first write and, where the answer was {@link Exclusion.Clear} or that write took long, once more after it; the
     * operation itself never counts as another. Idempotent.
     */
    CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit);

    /** Gives back what {@link #claim} took for this operation. Idempotent; does nothing if nothing is held. */
    CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit);

    /**
     * Makes {@code declaration.phase()} the member's desired phase and stores its stamp, in one atomic write. Creates
     * the member if it does not exist and creation is permitted. Idempotent: a member that has the phase and stamp
     * already is left alone.
     *
     * <p>Refuses by answering with the state as found, unchanged: if the member is foreign, carries the stamp of another
     * operation, is being deleted, is absent and must not be created, carries a higher epoch, was reopened more often,
     * carries a verdict of failed while the declaration's is not and was not reopened more often, or is already in a later
     * phase. The caller compares the answer with what
     * it declared.
     *
     * <p>A higher epoch on the keeper is guarded: between the read of the stored epoch and the write nobody else's write
     * can get in between unnoticed. Ending a pause is asked for in this call where the phase demands it
     * ({@code RESUME}, {@code TEARDOWN}), before anything else.
     *
     * @return the state after the write
     */
    CompletionStage<MemberState> declare(Declaration declaration, Duration limit);

    /** Reads what the member reports, no older than {@code freshness} allows. */
    CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit);

    /** The states of every member with a stamp, of any operation, on one TidbCluster. */
    CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit);

    /**
     * Deletes the member if it carries the operation's stamp, and answers with the state afterwards: absent, deleting,
     * or untouched because it is not ours. Idempotent. An object that was replaced in between is not deleted.
     */
    CompletionStage<MemberState> delete(Deletion deletion, Duration limit);

    /**
     * Asks to be told when a member may have changed. The callback is called on any thread, must return quickly, may be
     * called too often, and after a change always once more; it carries nothing, the caller observes.
     */
    Subscription subscribe(Member member, Runnable changed);
}
