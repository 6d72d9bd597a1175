package io.brfed.k8s.internal;

import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.plane.Member;

/** The names under which members are kept in a Kubernetes cluster. */
public final class MemberNames {
    /** Prefix of our labels and annotations. */
    public static final String OWN = "brfed.io/";
    /** The label with the operation's id, on everything that it creates. */
    public static final String OPERATION_LABEL = OWN + "operation";

    private static final String MEMBER_PREFIX = "fed-";

    private MemberNames() {}

    /** The object that a member is. */
    public static ObjectKey of(Member member) {
        return new ObjectKey(resource(member.kind()), member.tidbCluster().namespace(), name(member.operation()));
    }

    /** The name that the members of an operation have in every cluster. */
    public static String name(OperationName operation) {
        return MEMBER_PREFIX + operation.value();
    }

    /** The kind of object that members of an operation are. */
    public static ApiResource resource(OperationKind kind) {
        return switch (kind) {
            case BACKUP -> ApiResource.BACKUP;
            case RESTORE -> ApiResource.RESTORE;
        };
    }

    /** The name of the lock on a TidbCluster. */
    public static String lease(String tidbCluster) {
        return "brfed-" + tidbCluster;
    }
}
