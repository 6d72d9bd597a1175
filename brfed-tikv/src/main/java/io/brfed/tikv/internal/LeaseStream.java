package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.tikv.internal.WireFaults.Attempt;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupEventType;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupRequest;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupRequestType;
import io.brfed.tikv.internal.wire.backup.PrepareSnapshotBackupResponse;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The stream on which one store is prepared. */
final class LeaseStream extends ClientCall.Listener<PrepareSnapshotBackupResponse> implements Session {
    /** The store's limit of a message is not published; BR keeps to this. */
    static final int MOST_REQUEST_BYTES = 1 << 20;

    private static final int FIELD_OVERHEAD = 8;

    private final String store;
    private final Events events;
    private final ClientThreads threads;
    /** Answers to leases carry no number: they come in the order of the questions. */
    private final Deque<CompletableFuture<Boolean>> leases = new ArrayDeque<>();

    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private @Nullable ClientCall<PrepareSnapshotBackupRequest, PrepareSnapshotBackupResponse> call;
    private @Nullable Status ended;
    private boolean closing;

    LeaseStream(String store, Events events, ClientThreads threads) {
        this.store = store;
        this.events = events;
        this.threads = threads;
    }

    /** Completes when the stream is on its connection; fails if it ended before, of which nobody else is told. */
    CompletionStage<Boolean> start(ClientCall<PrepareSnapshotBackupRequest, PrepareSnapshotBackupResponse> fresh) {
        synchronized (this) {
            call = fresh;
        }
        fresh.start(this, new Metadata());
        fresh.request(Integer.MAX_VALUE);
        return ready;
    }

    @Override
    public void onReady() {
        ready.complete(true);
    }

    @Override
    public CompletionStage<Boolean> lease(Duration hold, Duration limit) {
        if (hold.toSeconds() < 1) {
            return CompletableFuture.failedStage(new ProviderException(
                    Fault.REFUSED, "a lease of " + hold + " on " + store + "; it must be 1 second or more"));
        }
        PrepareSnapshotBackupRequest request = PrepareSnapshotBackupRequest.newBuilder()
                .setTy(PrepareSnapshotBackupRequestType.UpdateLease)
                .setLeaseInSeconds(hold.toSeconds())
                .build();
        return ask(request, new Attempt("PrepareSnapshotBackup/UpdateLease", store, CallKind.WRITE, limit));
    }

    @Override
    public CompletionStage<Void> awaitApplied(Collection<RegionAt> regions, Duration limit) {
        Attempt attempt = new Attempt("PrepareSnapshotBackup/WaitApply", store, CallKind.WRITE, limit);
        return threads.calls().make(attempt, () -> {
            List<PrepareSnapshotBackupRequest> requests = inPieces(regions);
            synchronized (this) {
                Status over = ended;
                if (over != null || closing) {
                    return CompletableFuture.failedStage(over(attempt, over));
                }
                requests.forEach(this::send);
            }
            return CompletableFuture.completedStage(null);
        });
    }

    @Override
    public CompletionStage<Boolean> finish(Duration limit) {
        PrepareSnapshotBackupRequest request = PrepareSnapshotBackupRequest.newBuilder()
                .setTy(PrepareSnapshotBackupRequestType.Finish)
                .build();
        CompletionStage<Boolean> answer =
                ask(request, new Attempt("PrepareSnapshotBackup/Finish", store, CallKind.WRITE, limit));
        synchronized (this) {
            closing = true;
        }
        return answer.whenComplete((valid, error) -> close());
    }

    @Override
    public void close() {
        ClientCall<?, ?> open;
        synchronized (this) {
            closing = true;
            open = ended == null ? call : null;
        }
        if (open != null) {
            open.cancel("closed", null);
        }
    }

    private CompletionStage<Boolean> ask(PrepareSnapshotBackupRequest request, Attempt attempt) {
        return threads.calls().make(attempt, () -> askNow(request, attempt));
    }

    private CompletionStage<Boolean> askNow(PrepareSnapshotBackupRequest request, Attempt attempt) {
        CompletableFuture<Boolean> slot = new CompletableFuture<>();
        synchronized (this) {
            Status over = ended;
            if (over != null || closing) {
                return CompletableFuture.failedStage(over(attempt, over));
            }
            leases.add(slot);
            send(request);
        }
        // The slot stays in line after its limit, so that a late answer is not taken for that of the next question.
        CompletableFuture<Boolean> answer = slot.handle((valid, error) -> {
            if (error != null) {
                throw Losses.ofStore(attempt, error);
            }
            return valid;
        });
        ClientThreads.Cancellation timer = threads.after(
                attempt.limit(),
                () -> answer.completeExceptionally(
                        WireFaults.unanswered(attempt, new IllegalStateException("no answer yet"))));
        CompletionStage<Boolean> ended = answer;
        ended.whenComplete((valid, error) -> timer.cancel());
        return answer;
    }

    private void send(PrepareSnapshotBackupRequest request) {
        if (call != null) {
            call.sendMessage(request);
        }
    }

    private ProviderException over(Attempt attempt, @Nullable Status status) {
        if (status == null || status.isOk()) {
            return new ProviderException(
                    Fault.UNREACHABLE, attempt.failed("the connection is closed; open another one"));
        }
        ProviderException failure = Losses.ofStore(attempt, status.asRuntimeException());
        // What is asked on a stream that is known to be over is not sent.
        return failure.fault() == Fault.OUTCOME_UNKNOWN
                ? new ProviderException(Fault.UNREACHABLE, String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    @Override
    public void onMessage(PrepareSnapshotBackupResponse message) {
        if (message.getTy() == PrepareSnapshotBackupEventType.UpdateLeaseResult) {
            CompletableFuture<Boolean> slot;
            synchronized (this) {
                slot = leases.poll();
            }
            if (slot != null) {
                slot.complete(message.getLastLeaseIsValid());
            }
        } else if (message.getTy() == PrepareSnapshotBackupEventType.WaitApplyDone) {
            RegionAt region = Regions.at(message.getRegion());
            if (message.hasError()) {
                events.notApplied(region, why(message.getError()));
            } else {
                events.applied(region);
            }
        }
    }

    private static String why(io.brfed.tikv.internal.wire.errorpb.Error error) {
        if (!error.getMessage().isEmpty()) {
            return error.getMessage();
        }
        if (error.hasEpochNotMatch()) {
            return "epoch not match";
        }
        if (error.hasRegionNotFound()) {
            return "region not found";
        }
        return error.hasStaleCommand() ? "stale command" : "unknown region error";
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
        List<CompletableFuture<Boolean>> waiting;
        boolean ours;
        synchronized (this) {
            ended = status;
            ours = closing;
            waiting = List.copyOf(leases);
            leases.clear();
        }
        waiting.forEach(slot -> slot.completeExceptionally(
                status.isOk()
                        ? Status.UNAVAILABLE
                                .withDescription("the store closed the stream")
                                .asRuntimeException()
                        : status.asRuntimeException()));
        boolean never = ready.completeExceptionally(status.asRuntimeException());
        if (!ours && !never) {
            events.lost(Losses.of(status), status.isOk() ? "the store closed the stream" : WireFaults.text(status));
        }
    }

    /** One request for as many regions as fit. */
    private static List<PrepareSnapshotBackupRequest> inPieces(Collection<RegionAt> regions) {
        List<PrepareSnapshotBackupRequest> requests = new ArrayList<>();
        PrepareSnapshotBackupRequest.Builder next = waitApply();
        int size = FIELD_OVERHEAD;
        for (RegionAt region : regions) {
            Region message = Regions.message(region);
            int more = message.getSerializedSize() + FIELD_OVERHEAD;
            if (size + more > MOST_REQUEST_BYTES && next.getRegionsCount() > 0) {
                requests.add(next.build());
                next = waitApply();
                size = FIELD_OVERHEAD;
            }
            next.addRegions(message);
            size += more;
        }
        if (next.getRegionsCount() > 0) {
            requests.add(next.build());
        }
        return requests;
    }

    private static PrepareSnapshotBackupRequest.Builder waitApply() {
        return PrepareSnapshotBackupRequest.newBuilder().setTy(PrepareSnapshotBackupRequestType.WaitApply);
    }
}
