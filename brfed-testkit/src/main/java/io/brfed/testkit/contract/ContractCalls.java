package io.brfed.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.api.Verdict;
import io.brfed.plane.Declaration;
import io.brfed.plane.Deletion;
import io.brfed.plane.Exclusion;
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

/** One operation on the fixture's cluster, and the calls it makes. */
final class ContractCalls {
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Instant STARTED = Instant.parse("2026-11-22T01:02:03.456789Z");
    private static final int MAX_TRIES = 200;

    private final DataPlaneFixture fixture;
    private final MemberRequest request;
    private final OperationId id;

    ContractCalls(DataPlaneFixture fixture, MemberRequest request, String id) {
        this.fixture = fixture;
        this.request = request;
        this.id = new OperationId(id);
    }

    static ContractCalls backup(DataPlaneFixture fixture) {
        return new ContractCalls(fixture, fixture.request(OperationKind.BACKUP, "contract"), "op-1");
    }

    MemberRequest request() {
        return request;
    }

    Member member() {
        return request.member();
    }

    OperationId id() {
        return id;
    }

    /** The stamp of this operation with the given epoch and nothing decided. */
    Stamp stamp(long epoch) {
        ClusterName cluster = member().cluster();
        ClusterName elsewhere = new ClusterName("elsewhere");
        return new Stamp(
                id,
                member().kind(),
                member().operation(),
                "sha256-0123456789abcdef",
                List.of(
                        new Placement(cluster, member().tidbCluster()),
                        new Placement(elsewhere, member().tidbCluster())),
                cluster,
                cluster,
                STARTED,
                Deadlines.defaults(member().kind()).withPauseMargin(Duration.ofMillis(12_345)),
                epoch,
                Set.of(cluster),
                Optional.empty(),
                Reopened.NEVER);
    }

    static Verdict failed() {
        return new Verdict.Failed(FailureCause.on(
                new ClusterName("elsewhere"),
                FailureCause.Kind.MEMBER_FAILED,
                "VolumeBackupFailed",
                "disk \"a\" = broken; see\nthe second line – ünïcode"));
    }

    Verdict ok() {
        return new Verdict.Ok(List.of(member().cluster(), new ClusterName("elsewhere")));
    }

    MemberState declare(Phase phase, Stamp stamp) {
        return declare(phase, stamp, Declaration.Creation.PERMITTED);
    }

    MemberState declare(Phase phase, Stamp stamp, Declaration.Creation creation) {
        return fixture.await(fixture.plane().declare(declaration(phase, stamp, creation), LIMIT));
    }

    Declaration declaration(Phase phase, Stamp stamp, Declaration.Creation creation) {
        return Declaration.of(request, phase, stamp, creation);
    }

    MemberState observe() {
        return observe(Freshness.LIVE);
    }

    MemberState observe(Freshness freshness) {
        return fixture.await(fixture.plane().observe(member(), freshness, LIMIT));
    }

    MemberState delete() {
        return fixture.await(fixture.plane().delete(new Deletion(member(), id, Deletion.Contents.AS_RECORDED), LIMIT));
    }

    Exclusion claim() {
        return fixture.await(fixture.plane().claim(request, id, LIMIT));
    }

    void unclaim() {
        fixture.await(fixture.plane().unclaim(member(), id, LIMIT));
    }

    /** Waits until the member is gone. */
    void untilAbsent() {
        for (int i = 0; i < MAX_TRIES; i++) {
            if (observe().presence() == MemberState.Presence.ABSENT) {
                return;
            }
            fixture.settle();
        }
        throw new AssertionError("still there after deletion: " + observe());
    }

    /** The state once it is known without asking the member's system. */
    MemberState untilKnown(Condition condition) {
        for (int i = 0; i < MAX_TRIES; i++) {
            MemberState state = observe(Freshness.KNOWN);
            if (state.has(condition)) {
                return state;
            }
            fixture.settle();
        }
        throw new AssertionError(condition + " is never known: " + observe(Freshness.KNOWN));
    }

    void executing() {
        declare(Phase.INITIALIZE, stamp(1));
        declare(Phase.EXECUTE, stamp(1));
    }

    DataPlaneFixture fixture() {
        return fixture;
    }

    static void assertHas(MemberState state, Phase phase, Stamp stamp) {
        assertThat(state.presence()).isEqualTo(MemberState.Presence.LIVE);
        assertThat(state.desired()).contains(phase);
        assertThat(state.stamp()).contains(stamp);
    }
}
