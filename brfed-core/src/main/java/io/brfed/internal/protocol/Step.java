package io.brfed.internal.protocol;

import io.brfed.api.ClusterName;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;

/** One thing that a protocol wants done. */
public sealed interface Step {
    /** Declare a phase or a stamp to one member. */
    record Declare(Declaration declaration) implements Step {
        /** The member addressed. */
        public ClusterName member() {
            return declaration.cluster();
        }
    }

    /** Delete one member. */
    record Delete(Deletion deletion) implements Step {
        /** The member addressed. */
        public ClusterName member() {
            return deletion.member().cluster();
        }
    }

    /** Read all members anew, with everything that can be seen of the pause, and decide again on that alone. */
    record Confirm() implements Step {}
}
