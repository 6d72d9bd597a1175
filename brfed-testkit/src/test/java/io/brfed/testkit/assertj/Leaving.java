package io.brfed.testkit.assertj;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Leaves things behind in a federation, as a driver without care does. */
public final class Leaving {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Leaving() {}

    /** Leaves a pause in {@code k8s-a}, taken after its snapshots had begun. */
    public static void aPause(FakeFederation federation) {
        FakeDataPlane plane = federation.plane("k8s-a");
        plane.script().manual();
        declare(federation, Phase.INITIALIZE);
        declare(federation, Phase.EXECUTE);
        federation.time().advance(LIMIT);
        plane.report(Condition.INITIALIZED);
        federation.time().advance(LIMIT);
        plane.report(Condition.SNAPSHOTS_CREATED);
    }

    /** Leaves a lock in {@code k8s-a}, which expires by itself. */
    public static void aClaim(FakeFederation federation) {
        OperationName name = new OperationName("nightly");
        Member member = new Member(OperationKind.BACKUP, name, new ClusterName("k8s-a"), FakeFederation.TIDB_CLUSTER);
        MemberRequest request = new MemberRequest(member, Optional.empty());
        federation.time().await(federation.plane("k8s-a").claim(request, new OperationId("op-1"), LIMIT), LIMIT);
    }

    private static void declare(FakeFederation federation, Phase phase) {
        ClusterName cluster = new ClusterName("k8s-a");
        Member member =
                new Member(OperationKind.BACKUP, new OperationName("nightly"), cluster, FakeFederation.TIDB_CLUSTER);
        Stamp stamp = new Stamp(
                new OperationId("op-1"),
                member.kind(),
                member.operation(),
                "digest",
                List.of(federation.clusters().get(0).placement()),
                cluster,
                cluster,
                federation.time().now(),
                Deadlines.defaults(member.kind()),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
        Declaration declaration = Declaration.of(
                new MemberRequest(member, Optional.empty()), phase, stamp, Declaration.Creation.PERMITTED);
        federation.time().await(federation.plane("k8s-a").declare(declaration, LIMIT), LIMIT);
    }
}
