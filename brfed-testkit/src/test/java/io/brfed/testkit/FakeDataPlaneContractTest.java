package io.brfed.testkit;

import io.brfed.api.BackupLocation;
import io.brfed.api.Condition;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.plane.DataPlane;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import io.brfed.testkit.contract.DataPlaneContract;
import io.brfed.testkit.contract.DataPlaneFixture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

class FakeDataPlaneContractTest extends DataPlaneContract {
    @Override
    protected DataPlaneFixture newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements DataPlaneFixture {
        private final VirtualTime time = VirtualTime.create();
        private final FakeDataPlane plane = FakeDataPlane.named("k8s-a", time);

        Fixture() {
            plane.script().manual();
        }

        @Override
        public DataPlane plane() {
            return plane;
        }

        @Override
        public DataPlane reopened() {
            return plane.seenBy(DriverProcess.on(time));
        }

        @Override
        public MemberRequest request(OperationKind kind, String operation) {
            Member member = new Member(kind, new OperationName(operation), plane.name(), FakeFederation.TIDB_CLUSTER);
            return new MemberRequest(
                    member,
                    kind == OperationKind.RESTORE
                            ? Optional.of(new BackupLocation("s3://bucket/part"))
                            : Optional.empty());
        }

        @Override
        public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
            return time.await(stage, Duration.ofMinutes(1));
        }

        @Override
        public void settle() {
            time.advance(Duration.ofMillis(100));
        }

        @Override
        public void report(Member member, Condition condition) {
            plane.report(member, condition);
        }

        @Override
        public void putForeign(Member member) {
            plane.putForeign(member);
        }

        @Override
        public void deleteByHand(Member member) {
            plane.deleteByHand(member);
        }

        @Override
        public void startDeleting(Member member) {
            plane.startDeletingByHand();
        }

        @Override
        public void cutOff() {
            plane.faults().becomesUnreachable();
        }

        @Override
        public void reconnect() {
            plane.faults().comesBack();
        }

        @Override
        public void close() {
            // Nothing outlives the objects.
        }
    }
}
