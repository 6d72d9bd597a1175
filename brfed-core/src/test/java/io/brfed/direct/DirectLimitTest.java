package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Deletion;
import io.brfed.plane.Freshness;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.testkit.FakeFederation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls to a plane whose storage does not answer. */
class DirectLimitTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final OperationId ID = new OperationId("op-1");

    private final DirectWorld world = DirectWorld.of(1);
    private final TroubledStorage storage = new TroubledStorage(world);
    private final DataPlane plane = DirectPlanes.of(world.pd, world.stores)
            .scheduler(world.time)
            .build()
            .in("k8s-a", world.access.get(0), world.ebs.provider(), storage);

    private static Member member() {
        return new Member(
                OperationKind.BACKUP,
                new OperationName("nightly"),
                DirectWorld.of(1).clusterName(),
                FakeFederation.TIDB_CLUSTER);
    }

    private interface Call {
        CompletionStage<?> on(DataPlane plane);
    }

    private static Arguments of(Fault fault, Call call) {
        return Arguments.of(fault, call);
    }

    static Stream<Arguments> calls() {
        MemberRequest request = new MemberRequest(member(), Optional.empty());
        return Stream.of(
                of(Fault.UNREACHABLE, plane -> plane.check(request, LIMIT)),
                of(Fault.UNREACHABLE, plane -> plane.observe(member(), Freshness.LIVE, LIMIT)),
                of(Fault.UNREACHABLE, plane -> plane.list(FakeFederation.TIDB_CLUSTER, LIMIT)),
                of(Fault.OUTCOME_UNKNOWN, plane -> plane.claim(request, ID, LIMIT)),
                of(Fault.OUTCOME_UNKNOWN, plane -> plane.unclaim(member(), ID, LIMIT)),
                of(
                        Fault.OUTCOME_UNKNOWN,
                        plane -> plane.delete(new Deletion(member(), ID, Deletion.Contents.REMOVED), LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void endWithinTheLimitOfTheCall(Fault fault, Call call) {
        storage.goesSilent();

        CompletionStage<?> answer = call.on(plane);
        world.time.advance(LIMIT);

        assertThat(answer)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        failure -> assertThat(failure.fault()).isEqualTo(fault));
    }
}
