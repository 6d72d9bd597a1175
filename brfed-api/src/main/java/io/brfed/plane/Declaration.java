package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.Phase;
import io.brfed.api.Tso;
import java.util.Objects;
import java.util.Optional;

/**
 * The phase that one member should be in, with everything it needs from the others. Immutable.
 *
 * @param request what the member is asked for
 * @param phase the phase; equal to the one it is in if only the stamp is to be written
 * @param stamp the stamp to be kept with the member, verdict included
 * @param creation whether the member may be created if it does not exist
 * @param pauseIdentity {@code EXECUTE}: what identifies the pause that the snapshots belong to, where there is one
 * @param commitTs {@code EXECUTE}: the timestamp the backup restores to, where the initializer took it
 * @param closing {@code TEARDOWN}: what the initializer recorded after the last snapshot, where there is one
 * @since 0.1.0
 */
public record Declaration(
        MemberRequest request,
        Phase phase,
        Stamp stamp,
        Creation creation,
        Optional<String> pauseIdentity,
        Optional<Tso> commitTs,
        Optional<Closing> closing) {
    /** Checks that no part is missing. */
    public Declaration {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(stamp, "stamp");
        Objects.requireNonNull(creation, "creation");
        Objects.requireNonNull(pauseIdentity, "pauseIdentity");
        Objects.requireNonNull(commitTs, "commitTs");
        Objects.requireNonNull(closing, "closing");
    }

    /** A declaration that needs nothing from the other members. */
    public static Declaration of(MemberRequest request, Phase phase, Stamp stamp, Creation creation) {
        return new Declaration(request, phase, stamp, creation, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The member that it is for. */
    public Member member() {
        return request.member();
    }

    /** The cluster of that member. */
    public ClusterName cluster() {
        return request.member().cluster();
    }

    /** Whether this member's stamp is the one that counts. */
    public boolean onKeeper() {
        return stamp.keeper().equals(cluster());
    }

    /**
     * Whether a member that does not exist may be created.
     *
     * @since 0.1.0
     */
    public enum Creation {
        /** It is created. */
        PERMITTED,
        /** It is not created; the answer is that it is absent. */
        FORBIDDEN
    }
}
