package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Condition;
import io.brfed.api.Deadlines;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.Declaration.Creation;
import io.brfed.plane.Freshness;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Service;
import io.brfed.plane.Placement;
import io.brfed.plane.Reopened;
import io.brfed.plane.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator says a restore is complete before TiDB is up; the TidbCluster says when it is. */
class ServiceTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final OperatorFixture fixture = new OperatorFixture();
    private final MemberRequest request = fixture.request(OperationKind.RESTORE, "drill");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aCompleteRestoreWhoseTiDbIsNotUpIsSeenAsDown() {
        restored();
        ready("False");

        assertThat(observed().service()).contains(Service.DOWN);
    }

    @Test
    void aCompleteRestoreWhoseTiDbIsUpIsSeenAsUp() {
        restored();
        ready("True");

        assertThat(observed().service()).contains(Service.UP);
    }

    @Test
    void aRoleThatMayNotReadTidbClustersSeesNothing() {
        restored();
        ready("True");
        fixture.server().access().deny("get", "pingcap.com", "tidbclusters", OperatorFixture.NAMESPACE);

        assertThat(observed().service()).isEmpty();
    }

    private void restored() {
        Placement placement = new Placement(OperatorFixture.CLUSTER, OperatorFixture.TIDB_CLUSTER);
        Stamp stamp = new Stamp(
                new OperationId("op-1"),
                OperationKind.RESTORE,
                request.member().operation(),
                "digest",
                List.of(placement),
                OperatorFixture.CLUSTER,
                OperatorFixture.CLUSTER,
                Instant.parse("2026-01-01T00:00:00Z"),
                Deadlines.defaults(OperationKind.RESTORE),
                1,
                Set.of(),
                Optional.empty(),
                Reopened.NEVER);
        declare(Phase.RESTORE_VOLUME, stamp, Creation.PERMITTED);
        declare(Phase.RESTORE_FINISH, stamp, Creation.FORBIDDEN);
        fixture.report(request.member(), Condition.COMPLETE);
    }

    private void declare(Phase phase, Stamp stamp, Creation creation) {
        fixture.await(fixture.plane().declare(Declaration.of(request, phase, stamp, creation), LIMIT));
    }

    private MemberState observed() {
        return fixture.await(fixture.plane().observe(request.member(), Freshness.LIVE, LIMIT));
    }

    private void ready(String status) {
        fixture.server()
                .objects()
                .mergePatch(
                        "tidbclusters",
                        OperatorFixture.NAMESPACE,
                        "prod",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"" + status + "\"}]}}");
    }
}
