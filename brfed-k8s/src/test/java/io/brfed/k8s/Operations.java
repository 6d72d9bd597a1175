package io.brfed.k8s;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Declaration;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** One operation on the cluster of an {@link OperatorFixture}, and the calls it makes. */
record Operations(OperatorFixture fixture, DataPlane plane, MemberRequest request, Stamp stamp) {
    static final Duration LIMIT = Duration.ofSeconds(5);

    static Operations backup(OperatorFixture fixture) {
        return of(fixture, OperationKind.BACKUP, "nightly");
    }

    static Operations of(OperatorFixture fixture, OperationKind kind, String name) {
        MemberRequest request = fixture.request(kind, name);
        return new Operations(fixture, fixture.plane(), request, stamp(request.member(), "op-" + name));
    }

    static Stamp stamp(Member member, String id) {
        return new Stamp(
                new OperationId(id),
                member.kind(),
                member.operation(),
                "digest",
                List.of(new Placement(member.cluster(), member.tidbCluster())),
                member.cluster(),
                member.cluster(),
                Instant.parse("2026-11-22T01:02:03Z"),
                Deadlines.defaults(member.kind()),
                1,
                Set.of(member.cluster()),
                Optional.empty(),
                Reopened.NEVER);
    }

    Operations on(DataPlane other) {
        return new Operations(fixture, other, request, stamp);
    }

    Operations with(Stamp other) {
        return new Operations(fixture, plane, request, other);
    }

    /** The same operation on a member that is not the initializer. */
    Operations initializedBy(String cluster) {
        ClusterName other = new ClusterName(cluster);
        return with(new Stamp(
                stamp.id(),
                stamp.kind(),
                stamp.name(),
                stamp.digest(),
                List.of(
                        new Placement(other, OperatorFixture.TIDB_CLUSTER),
                        stamp.members().get(0)),
                other,
                other,
                stamp.startedAt(),
                stamp.deadlines(),
                stamp.epoch(),
                stamp.recorded(),
                stamp.verdict(),
                Reopened.NEVER));
    }

    Operations failed() {
        return with(stamp.withVerdict(new Verdict.Failed(
                FailureCause.on(member().cluster(), FailureCause.Kind.MEMBER_FAILED, "Broken", "a disk broke"))));
    }

    Operations ok() {
        return with(stamp.withVerdict(new Verdict.Ok(List.of(member().cluster()))));
    }

    Member member() {
        return request.member();
    }

    MemberState declare(Phase phase) {
        return fixture.await(declaring(phase, LIMIT));
    }

    CompletionStage<MemberState> declaring(Phase phase, Duration limit) {
        return plane.declare(Declaration.of(request, phase, stamp, Declaration.Creation.PERMITTED), limit);
    }

    MemberState observe(Freshness freshness) {
        return fixture.await(plane.observe(member(), freshness, LIMIT));
    }

    /** Creates the member and lets it execute. */
    Operations executing() {
        declare(Phase.INITIALIZE);
        fixture.condition(member(), "VolumeBackupInitialized", "", Instant.now());
        declare(Phase.EXECUTE);
        return this;
    }
}
