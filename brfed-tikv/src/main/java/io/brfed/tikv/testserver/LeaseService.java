package io.brfed.tikv.testserver;

import io.brfed.tikv.internal.wire.backup.BackupGrpc;
import io.brfed.tikv.internal.wire.backup.CheckAdminRequest;
import io.brfed.tikv.internal.wire.backup.CheckAdminResponse;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupEventType;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupRequest;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupResponse;
import io.brfed.tikv.internal.wire.errorpb.Error;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a TiKV store does for backups of volumes. */
final class LeaseService extends BackupGrpc.BackupImplBase {
    private final long store;
    private final RegionLayout layout;
    private final ServerThreads threads;
    private TestTikv.Build build = TestTikv.Build.LEASES;
    private Instant suspendedUntil = Instant.MIN;
    private @Nullable Stream current;

    LeaseService(long store, RegionLayout layout, ServerThreads threads) {
        this.store = store;
        this.layout = layout;
        this.threads = threads;
    }

    synchronized void is(TestTikv.Build value) {
        build = value;
    }

    /** How long the lease goes on; zero if there is none. */
    synchronized Duration leaseLeft() {
        Instant now = threads.now();
        return now.isBefore(suspendedUntil) ? Duration.between(now, suspendedUntil) : Duration.ZERO;
    }

    synchronized void restarted() {
        suspendedUntil = Instant.MIN;
        current = null;
    }

    @Override
    public synchronized StreamObserver<PrepareSnapshotBackupRequest> prepareSnapshotBackup(
            StreamObserver<PrepareSnapshotBackupResponse> answers) {
        if (build == TestTikv.Build.WITHOUT_LEASES) {
            return super.prepareSnapshotBackup(answers);
        }
        if (current != null) {
            current.end(Status.CANCELLED.withDescription("the loop has been aborted by server"));
        }
        current = new Stream(answers);
        return current;
    }

    private synchronized boolean extend(long seconds) {
        boolean valid = threads.now().isBefore(suspendedUntil);
        Instant until = threads.now().plusSeconds(seconds);
        suspendedUntil = until.isAfter(suspendedUntil) ? until : suspendedUntil;
        return valid;
    }

    private synchronized boolean end() {
        boolean valid = threads.now().isBefore(suspendedUntil);
        suspendedUntil = Instant.MIN;
        return valid;
    }

    private synchronized boolean isV2() {
        return build == TestTikv.Build.RAFTSTORE_V2;
    }

    @Override
    public void checkPendingAdminOp(CheckAdminRequest request, StreamObserver<CheckAdminResponse> answers) {
        if (isV2()) {
            answers.onError(Status.INTERNAL
                    .withDescription(
                            "check_pending_admin_op not implemented; note: Raftstore V2 doesn't support snapshot backup yet.")
                    .asRuntimeException());
            return;
        }
        for (PdCluster.Led led : layout.ledBy(store)) {
            answers.onNext(CheckAdminResponse.newBuilder()
                    .setRegion(led.region())
                    .setHasPendingAdmin(layout.isPending(led.region().getId()))
                    .build());
        }
        answers.onCompleted();
    }

    /** One connection that prepares the store. */
    private final class Stream implements StreamObserver<PrepareSnapshotBackupRequest> {
        private final StreamObserver<PrepareSnapshotBackupResponse> answers;
        private boolean over;

        Stream(StreamObserver<PrepareSnapshotBackupResponse> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(PrepareSnapshotBackupRequest request) {
            if (isV2()) {
                end(Status.UNAVAILABLE.withDescription("coprocessor not initialized"));
                return;
            }
            switch (request.getTy()) {
                case UpdateLease -> answer(lease(extend(request.getLeaseInSeconds())));
                case WaitApply -> awaitApplied(request);
                case Finish -> {
                    answer(lease(LeaseService.this.end()));
                    complete();
                }
                case UNRECOGNIZED -> end(Status.INVALID_ARGUMENT);
            }
        }

        private void awaitApplied(PrepareSnapshotBackupRequest request) {
            if (leaseLeft().isZero()) {
                end(Status.FAILED_PRECONDITION.withDescription(
                        "the lease has expired, you may not send `wait_apply` because it is no meaning"));
                return;
            }
            request.getRegionsList()
                    .forEach(region -> layout.applied(store, region).ifPresent(error -> {
                        PrepareSnapshotBackupResponse.Builder done = PrepareSnapshotBackupResponse.newBuilder()
                                .setTy(PrepareSnapshotBackupEventType.WaitApplyDone)
                                .setRegion(region);
                        answer(
                                error.equals(Error.getDefaultInstance())
                                        ? done.build()
                                        : done.setError(error).build());
                    }));
        }

        private static PrepareSnapshotBackupResponse lease(boolean valid) {
            return PrepareSnapshotBackupResponse.newBuilder()
                    .setTy(PrepareSnapshotBackupEventType.UpdateLeaseResult)
                    .setLastLeaseIsValid(valid)
                    .build();
        }

        private synchronized void answer(PrepareSnapshotBackupResponse message) {
            if (!over) {
                try {
                    answers.onNext(message);
                } catch (StatusRuntimeException gone) {
                    over = true;
                }
            }
        }

        private synchronized void complete() {
            if (!over) {
                over = true;
                answers.onCompleted();
            }
        }

        private synchronized void end(Status status) {
            if (!over) {
                over = true;
                answers.onError(status.asRuntimeException());
            }
        }

        @Override
        public synchronized void onError(Throwable gone) {
            over = true;
        }

        @Override
        public void onCompleted() {
            complete();
        }
    }
}
