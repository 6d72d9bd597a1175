package io.brfed.testkit;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.plane.Cluster;
import io.brfed.plane.Declaration;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Calls to the planes of a federation as a control plane makes them, for one operation. */
final class Calls {
    static final Duration LIMIT = Duration.ofSeconds(10);
    static final FailureCause CAUSE = FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "by the test");

    private final FakeFederation federation;
    private final OperationKind kind;
    private Stamp stamp;

    private Calls(FakeFederation federation, OperationKind kind) {
        this.federation = federation;
        this.kind = kind;
        List<Cluster> clusters = federation.clusters();
        ClusterName first = clusters.get(0).name();
        this.stamp = new Stamp(
                new OperationId("op-1"),
                kind,
                new OperationName("nightly"),
                "digest",
                clusters.stream().map(Cluster::placement).toList(),
                first,
                first,
                federation.time().now(),
                Deadlines.defaults(kind),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
    }

    static Calls backup(FakeFederation federation) {
        return new Calls(federation, OperationKind.BACKUP);
    }

    static Calls restore(FakeFederation federation) {
        return new Calls(federation, OperationKind.RESTORE);
    }

    Calls ok() {
        stamp = stamp.withVerdict(new Verdict.Ok(
                stamp.members().stream().map(placement -> placement.cluster()).toList()));
        return this;
    }

    Calls failed() {
        stamp = stamp.withVerdict(new Verdict.Failed(CAUSE));
        return this;
    }

    OperationId id() {
        return stamp.id();
    }

    Member member(String cluster) {
        return new Member(kind, stamp.name(), new ClusterName(cluster), FakeFederation.TIDB_CLUSTER);
    }

    MemberRequest request(String cluster) {
        return new MemberRequest(member(cluster), Optional.empty());
    }

    Declaration declaration(String cluster, Phase phase) {
        return Declaration.of(request(cluster), phase, stamp, Declaration.Creation.PERMITTED);
    }

    CompletionStage<MemberState> declaring(String cluster, Phase phase) {
        return federation.plane(cluster).declare(declaration(cluster, phase), LIMIT);
    }

    MemberState declare(String cluster, Phase phase) {
        return federation.time().await(declaring(cluster, phase), LIMIT);
    }

    MemberState observe(String cluster) {
        return observe(cluster, Freshness.LIVE);
    }

    MemberState observe(String cluster, Freshness freshness) {
        return federation.time().await(federation.plane(cluster).observe(member(cluster), freshness, LIMIT), LIMIT);
    }
}
