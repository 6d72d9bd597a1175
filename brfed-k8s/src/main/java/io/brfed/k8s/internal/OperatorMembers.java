package io.brfed.k8s.internal;

import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Readiness;
import io.brfed.plane.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The members of operations in one cluster. Thread-safe. */
public final class OperatorMembers {
    private final ApiServer server;
    private final MemberReads reads;
    private final MemberWrites writes;
    private final MemberRemoval removal;
    private final Claims claims;
    private final RequestCheck check;

    /** The members in the cluster of an API server. */
    public OperatorMembers(ApiServer server, PlaneSettings settings) {
        this.server = server;
        reads = new MemberReads(server);
        writes = new MemberWrites(server, reads, new MemberSpecs(settings));
        removal = new MemberRemoval(server, reads);
        claims = new Claims(server, settings.claim());
        check = new RequestCheck(server, settings);
    }

    /** {@link io.brfed.plane.DataPlane#check}. */
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return Stages.bare(check.check(request, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#claim}. */
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        return Stages.bare(claims.claim(request.member(), id, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#unclaim}. */
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return Stages.bare(claims.unclaim(member, id, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#declare}. */
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        return Stages.bare(writes.declare(declaration, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#observe}. */
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return Stages.bare(reads.observe(member, freshness, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#list}. */
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return Stages.bare(reads.list(tidbCluster, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#delete}. */
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return Stages.bare(removal.delete(deletion, in(limit)));
    }

    /** {@link io.brfed.plane.DataPlane#subscribe}. */
    public Subscription subscribe(Member member, Runnable changed) {
        return server.watches().subscribe(MemberNames.of(member), changed);
    }

    private Limit in(Duration limit) {
        return Limit.in(limit, server.threads());
    }
}
