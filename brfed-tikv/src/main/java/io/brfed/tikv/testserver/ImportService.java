package io.brfed.tikv.testserver;

import io.brfed.tikv.internal.wire.importsst.ImportSSTGrpc;
import io.brfed.tikv.internal.wire.importsst.SuspendImportRPCRequest;
import io.brfed.tikv.internal.wire.importsst.SuspendImportRPCResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;

/** Suspends imports into a TiKV store. */
final class ImportService extends ImportSSTGrpc.ImportSSTImplBase {
    private final ServerThreads threads;
    private Instant until = Instant.MIN;

    ImportService(ServerThreads threads) {
        this.threads = threads;
    }

    synchronized Duration left() {
        Instant now = threads.now();
        return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
    }

    synchronized void restarted() {
        until = Instant.MIN;
    }

    @Override
    public void suspendImportRPC(SuspendImportRPCRequest request, StreamObserver<SuspendImportRPCResponse> answer) {
        boolean before;
        synchronized (this) {
            before = !left().isZero();
            until = request.getShouldSuspendImports()
                    ? threads.now().plusSeconds(request.getDurationInSecs())
                    : Instant.MIN;
        }
        answer.onNext(SuspendImportRPCResponse.newBuilder()
                .setAlreadySuspended(before)
                .build());
        answer.onCompleted();
    }
}
