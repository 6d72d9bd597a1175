package io.brfed;

import io.brfed.api.Assurance;
import io.brfed.api.OperationId;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.direct.RestoreMeans;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The direct plane of one Kubernetes cluster, made by {@link DirectPlanes#in}. It takes backups; it restores where
 * {@link #restoring} says with what. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class DirectDataPlane implements DataPlane {
    private final DataPlane plane;
    private final Function<RestoreMeans, DataPlane> restoring;

    DirectDataPlane(DataPlane plane, Function<RestoreMeans, DataPlane> restoring) {
        this.plane = plane;
        this.restoring = restoring;
    }

    /**
     * The same plane, which also restores. Use it instead of this one, not beside it.
     *
     * @throws IllegalStateException if the planes were not told how PD and the data are recovered:
     *     {@link DirectPlanes.Builder#restoring(io.brfed.spi.PdRecovery, io.brfed.spi.StoreRecovery)}
     */
    public DirectDataPlane restoring(DirectRestore restore) {
        return new DirectDataPlane(restoring.apply(restore.means()), restoring);
    }

    @Override
    public String fingerprint() {
        return plane.fingerprint();
    }

    @Override
    public Assurance assurance() {
        return plane.assurance();
    }

    @Override
    public AfterFailure afterFailure() {
        return plane.afterFailure();
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return plane.check(request, limit);
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        return plane.claim(request, id, limit);
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return plane.unclaim(member, id, limit);
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        return plane.declare(declaration, limit);
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return plane.observe(member, freshness, limit);
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return plane.list(tidbCluster, limit);
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return plane.delete(deletion, limit);
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        return plane.subscribe(member, changed);
    }
}
