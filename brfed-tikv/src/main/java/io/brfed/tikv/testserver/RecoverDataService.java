package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.tikv.internal.wire.recoverdata.ReadRegionMetaRequest;
import io.brfed.tikv.internal.wire.recoverdata.RecoverDataGrpc;
import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionRequest;
import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionResponse;
import io.brfed.tikv.internal.wire.recoverdata.RegionMeta;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a TiKV store does in recovery mode, and only there. */
final class RecoverDataService extends RecoverDataGrpc.RecoverDataImplBase {
    private final long store;
    private final RecoveringRegions regions;
    private final Host host;
    private boolean recovering;
    private @Nullable Leading current;

    RecoverDataService(long store, RecoveringRegions regions, Host host) {
        this.store = store;
        this.regions = regions;
        this.host = host;
    }

    /** The process that the service is in. */
    interface Host {
        /** Runs a task later, unless the process ended meanwhile. */
        void later(Duration delay, Runnable task);

        /** How long the store waits until it looks again whether it leads what it should. */
        Duration campaignEvery();

        /** Tells PD who leads. */
        void tellLeaders();

        /** Ends the process because something happened that must not. */
        void panic(String why);
    }

    /** Another process, in recovery mode or not. */
    synchronized void restarted(boolean inRecoveryMode) {
        recovering = inRecoveryMode;
        current = null;
    }

    @Override
    public void readRegionMeta(ReadRegionMetaRequest request, StreamObserver<RegionMeta> answers) {
        if (!isRecovering()) {
            super.readRegionMeta(request, answers);
            return;
        }
        replace(null);
        try {
            regions.metas(store).forEach(answers::onNext);
            answers.onCompleted();
        } catch (StatusRuntimeException gone) {
            // Whoever asked has gone away.
        }
    }

    @Override
    public StreamObserver<RecoverRegionRequest> recoverRegion(StreamObserver<RecoverRegionResponse> answer) {
        return isRecovering() ? new Leading(answer) : super.recoverRegion(answer);
    }

    private synchronized boolean isRecovering() {
        return recovering;
    }

    private void replace(@Nullable Leading next) {
        Leading before;
        synchronized (this) {
            before = current;
            current = next;
        }
        if (before != null) {
            before.end(Status.ABORTED.withDescription("another request to recover has come"));
        }
    }

    private synchronized boolean isCurrent(Leading call) {
        return call.equals(current);
    }

    private synchronized void ended(Leading call) {
        current = call.equals(current) ? null : current;
    }

    /** One call to lead regions; goes on without end, whether anybody waits for it or not. */
    private final class Leading implements StreamObserver<RecoverRegionRequest> {
        private final StreamObserver<RecoverRegionResponse> answer;
        private final List<Long> toLead = new ArrayList<>();

        Leading(StreamObserver<RecoverRegionResponse> answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(RecoverRegionRequest request) {
            if (request.getAsLeader()) {
                toLead.add(request.getRegionId());
            }
        }

        @Override
        public void onError(Throwable brokenOff) {
            host.panic("a request to recover broke off after " + toLead.size() + " regions");
        }

        @Override
        public void onCompleted() {
            replace(this);
            look();
        }

        private void look() {
            if (!isCurrent(this)) {
                return;
            }
            boolean all = regions.campaign(store, toLead);
            host.tellLeaders();
            if (all) {
                ended(this);
                finish();
            } else {
                host.later(host.campaignEvery(), this::look);
            }
        }

        private void finish() {
            try {
                answer.onNext(
                        RecoverRegionResponse.newBuilder().setStoreId(store).build());
                answer.onCompleted();
            } catch (StatusRuntimeException | IllegalStateException gone) {
                // Whoever asked has gone away.
            }
        }

        private void end(Status status) {
            try {
                answer.onError(status.asRuntimeException());
            } catch (StatusRuntimeException | IllegalStateException gone) {
                // Whoever asked has gone away.
            }
        }
    }

    static RegionMeta message(io.brfed.spi.RegionMeta meta) {
        return RegionMeta.newBuilder()
                .setRegionId(meta.regionId())
                .setPeerId(meta.peerId())
                .setLastLogTerm(meta.term())
                .setLastIndex(meta.lastIndex())
                .setCommitIndex(meta.commitIndex())
                .setVersion(meta.version())
                .setTombstone(meta.tombstone())
                .setStartKey(ByteString.copyFrom(meta.start().bytes()))
                .setEndKey(ByteString.copyFrom(meta.end().bytes()))
                .build();
    }
}
