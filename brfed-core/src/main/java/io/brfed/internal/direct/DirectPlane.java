package io.brfed.internal.direct;

import io.brfed.api.Assurance;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.direct.OpenMembers.Mark;
import io.brfed.internal.loop.Begun;
import io.brfed.internal.loop.Causes;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The direct plane of one Kubernetes cluster. Thread-safe: all of its work is done in tasks of its scheduler. */
final class DirectPlane implements DataPlane {
    private final Ground ground;
    private final Watchers watchers = new Watchers();
    private final Prepared prepared;
    private final OpenMembers open;
    private final Members members;
    private final Unfinished unfinished;

    /** A plane on what it works with. */
    DirectPlane(Ground ground) {
        this.ground = ground;
        this.prepared = new Prepared(ground);
        this.open = new OpenMembers(ground);
        this.members = new Members(ground, prepared, watchers, open);
        this.unfinished = new Unfinished(ground, open, members);
    }

    /** The same plane, which also restores. */
    DirectPlane restoring(Restoring restoring) {
        return new DirectPlane(ground.with(restoring));
    }

    @Override
    public String fingerprint() {
        return "direct " + ground.cluster() + " " + ground.storage().location()
                + ground.restoring()
                        .map(restoring -> " " + restoring.means().fingerprint()
                                + restoring.group().fingerprint())
                        .orElse("");
    }

    @Override
    public Assurance assurance() {
        return Assurance.VERIFIED;
    }

    @Override
    public AfterFailure afterFailure() {
        return ground.restoring().isPresent() ? AfterFailure.IT_CAN_GO_ON : AfterFailure.IT_IS_OVER;
    }

    @Override
    public CompletionStage<Readiness> check(MemberRequest request, Duration limit) {
        return read("checking", limit, () -> new DirectCheck(ground, members).run(request));
    }

    @Override
    public CompletionStage<Exclusion> claim(MemberRequest request, OperationId id, Duration limit) {
        Member member = request.member();
        ClusterLock lock = new ClusterLock(ground);
        return write(
                "claiming " + member.tidbCluster(),
                limit,
                () -> lock.take(member, id).thenCompose(taken -> {
                    ClusterLock.Holder by = taken.by();
                    return by.id().equals(id)
                            ? unfinished(member, id, taken.before())
                            : CompletableFuture.completedFuture(taken(by.name().value(), by.id()));
                }));
    }

    /** Members speak for themselves, locked or not; whoever left a lock without a member may have left snapshots. */
    private CompletionStage<Exclusion> unfinished(Member member, OperationId id, Optional<ClusterLock.Holder> before) {
        return open.add(new Mark(member, id))
                .thenCompose(marked -> unfinished.beside(member, id))
                .thenCompose(other -> other.isPresent()
                        ? CompletableFuture.completedFuture(taken(
                                other.get().member().operation().value(),
                                other.get().stamp().orElseThrow().id()))
                        : alone(member, id, before));
    }

    private CompletionStage<Exclusion> alone(Member member, OperationId id, Optional<ClusterLock.Holder> before) {
        before.filter(holder -> !holder.expires().isAfter(ground.scheduler().now()))
                .ifPresent(holder -> unfinished.cleanAfter(
                        new Member(holder.kind(), holder.name(), ground.cluster(), member.tidbCluster()), holder.id()));
        return unfinished
                .isKnown(member, id)
                .thenCompose(begun -> begun || member.kind() != OperationKind.BACKUP
                        ? CompletableFuture.completedFuture(new Exclusion.Locked())
                        : prepared.prepare(id, member.tidbCluster())
                                .<Exclusion>thenApply(found -> new Exclusion.Locked())
                                .exceptionallyCompose(DirectPlane::unprepared));
    }

    /** That nothing could be prepared says nothing about others, and must not be taken for a missing right to ask. */
    private static CompletionStage<Exclusion> unprepared(Throwable error) {
        return CompletableFuture.failedFuture(new ProviderException(Fault.RETRY, Causes.words(error)));
    }

    private Exclusion taken(String name, OperationId id) {
        return new Exclusion.Taken("'" + name + "' in " + ground.cluster(), Optional.of(id));
    }

    @Override
    public CompletionStage<Void> unclaim(Member member, OperationId id, Duration limit) {
        return write(
                        "giving back " + member.tidbCluster(),
                        limit,
                        () -> unfinished
                                .isKnown(member, id)
                                .thenCompose(known -> known
                                        ? CompletableFuture.completedFuture(List.<String>of())
                                        : new LeftOver(ground).removeIfLocked(member, id))
                                .thenCompose(left -> left.isEmpty()
                                        ? unfinished
                                                .settle(member, id)
                                                .thenCompose(settled ->
                                                        new ClusterLock(ground).giveBack(member.tidbCluster(), id))
                                        : CompletableFuture.completedFuture(false)))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<MemberState> declare(Declaration declaration, Duration limit) {
        return write("declaring " + declaration.member().operation(), limit, () -> members.declare(declaration));
    }

    @Override
    public CompletionStage<MemberState> observe(Member member, Freshness freshness, Duration limit) {
        return read("observing " + member.operation(), limit, () -> members.observe(member, freshness));
    }

    @Override
    public CompletionStage<List<MemberState>> list(TidbClusterRef tidbCluster, Duration limit) {
        return read("listing the members of " + tidbCluster, limit, () -> members.list(tidbCluster));
    }

    @Override
    public CompletionStage<MemberState> delete(Deletion deletion, Duration limit) {
        return write("deleting " + deletion.member().operation(), limit, () -> members.delete(deletion));
    }

    @Override
    public Subscription subscribe(Member member, Runnable changed) {
        return watchers.subscribe(member, changed);
    }

    /** Everything happens in tasks of the scheduler, one after another, and ends within the limit. */
    private <T> CompletionStage<T> read(String what, Duration limit, Supplier<CompletionStage<T>> work) {
        return ground.calls().read(what + " in " + ground.cluster(), limit, () -> Begun.on(ground.scheduler(), work));
    }

    private <T> CompletionStage<T> write(String what, Duration limit, Supplier<CompletionStage<T>> work) {
        return ground.calls().write(what + " in " + ground.cluster(), limit, () -> Begun.on(ground.scheduler(), work));
    }
}
