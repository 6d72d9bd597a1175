package io.brfed.internal.direct;

import io.brfed.api.SnapshotId;
import io.brfed.plane.Declaration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The work of one member of an operation, of whichever kind. Touched by tasks of the scheduler only. */
interface MemberDuty {
    MemberBook book();

    /** Whether this process holds a pause, so that nothing should be asked that can wait. */
    boolean inPause();

    /** Takes over what a declaration says, before it is stored. */
    void accept(Declaration declared);

    /** Begins what a phase or a verdict asks for and what need not, or must not, wait until it is stored. */
    void told();

    /** Begins what must not begin before the declaration is stored, because until then another process may be the one. */
    void stored();

    /** Says that another process began this member. */
    MemberDuty adopted();

    /** Goes on after another process. */
    void goOn();

    /** Told after each change of what is shown. */
    void changed();

    /** Whether a removal is to begin now, because none is under way. */
    boolean beginRemoval();

    /** What is to be told of its end once it is gone; may be empty. */
    String farewell();

    /** The removal was given up, so that the next wish for it begins another one. */
    void endRemoval();

    /** The journal is removed: nothing is done any more but what was to be looked for late. */
    void retire();

    /**
     * Ends the member: its work and, unless they are kept, its contents.
     *
     * @return what could not be removed
     */
    CompletionStage<List<String>> remove();

    /** Shows what could not be removed; it is tried again. */
    void stuck(List<String> left);

    /**
     * Another process goes on, or nobody: this one does nothing any more.
     *
     * @return the snapshots that this process had made, once none is on its way
     */
    CompletionStage<List<SnapshotId>> abandon();
}
