package io.brfed;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import io.brfed.plane.Subscription;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A data plane around another that misbehaves in a way no fault plan has. */
abstract class Wrapped implements DataPlane {
    private final DataPlane inner;

    Wrapped(DataPlane inner) {
        this.inner = inner;
    }

    /** What becomes of an answer. */
    <T> CompletionStage<T> answer(String call, Supplier<CompletionStage<T>> answer) {
        return answer.get();
    }

    /** The same cluster with this plane. */
    Cluster cluster(Cluster like) {
        return Cluster.named(like.name().value())
                .namespace(FakeFederation.TIDB_CLUSTER.namespace())
                .tidbCluster(FakeFederation.TIDB_CLUSTER.name())
                .on(this);
    }

    @Override
    public String fingerprint() {
        return inner.fingerprint();
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return answer("check", () -> inner.check(request, limit));
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        return answer("claim", () -> inner.claim(request, id, limit));
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return answer("unclaim", () -> inner.unclaim(member, id, limit));
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        return answer("declare", () -> inner.declare(declaration, limit));
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return answer("observe", () -> inner.observe(member, freshness, limit));
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return answer("list", () -> inner.list(tidbCluster, limit));
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return answer("delete", () -> inner.delete(deletion, limit));
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        return inner.subscribe(member, changed);
    }
}
