package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.spi.StorePreparation;
import io.brfed.tikv.internal.StoreCalls.Line;
import io.brfed.tikv.internal.StoreCalls.Question;
import io.brfed.tikv.internal.wire.backup.BackupGrpc;
import io.brfed.tikv.internal.wire.backup.CheckAdminRequest;
import io.brfed.tikv.internal.wire.backup.CheckAdminResponse;
import io.brfed.tikv.internal.wire.importsst.ImportSSTGrpc;
import io.brfed.tikv.internal.wire.importsst.SuspendImportRPCRequest;
import io.brfed.tikv.internal.wire.importsst.SuspendImportRPCResponse;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The preparation of TiKV stores over gRPC. */
final class StoresOverWire implements StorePreparation {
    private static final String CALLER = "brfed";

    private final StoreCalls calls;
    private final ClientThreads threads;
    private final int mostRegions;

    StoresOverWire(StoreCalls calls, ConnectionSettings settings, ClientThreads threads) {
        this.calls = calls;
        this.threads = threads;
        this.mostRegions = settings.mostRegions();
    }

    @Override
    public CompletionStage<Session> open(PdStore store, Events events, Duration limit) {
        String at = store.peerAddress().isEmpty() ? store.address() : store.peerAddress();
        return calls.make(
                new Question("PrepareSnapshotBackup", CallKind.READ, store, at, limit), line -> open(line, events));
    }

    /** Unlike the start of a stream, a wait for the connection tells soon, and with the reason, that there is none. */
    private CompletionStage<Session> open(Line line, Events events) {
        CompletableFuture<Session> opened = new CompletableFuture<>();
        ClientThreads.Cancellation timer = calls.atEndOf(
                line,
                () -> opened.completeExceptionally(
                        WireFaults.unanswered(line.attempt(), new IllegalStateException("connecting"))));
        CompletionStage<Session> ended = opened;
        ended.whenComplete((session, error) -> timer.cancel());
        whenConnected(line.channel(), opened, () -> {
            LeaseStream stream = new LeaseStream(line.attempt().server(), events, threads);
            if (opened.isDone()) {
                return;
            }
            // A connection that has just broken still counts as one for a moment.
            CompletionStage<Boolean> started = stream.start(
                    line.channel().newCall(BackupGrpc.getPrepareSnapshotBackupMethod(), CallOptions.DEFAULT));
            started.whenComplete((ready, error) -> {
                if (error != null) {
                    opened.completeExceptionally(new NoConnectionException());
                } else {
                    opened.complete(stream);
                }
            });
            ended.whenComplete((session, error) -> {
                if (error != null) {
                    stream.close();
                }
            });
        });
        return opened.exceptionallyCompose(error -> why(line, error));
    }

    private static void whenConnected(ManagedChannel channel, CompletableFuture<?> until, Runnable connected) {
        ConnectivityState state = channel.getState(true);
        switch (state) {
            case READY -> connected.run();
            case TRANSIENT_FAILURE, SHUTDOWN -> until.completeExceptionally(new NoConnectionException());
            case IDLE, CONNECTING ->
                channel.notifyWhenStateChanged(state, () -> whenConnected(channel, until, connected));
        }
    }

    /** A channel does not say why it failed to connect; a call on it does. */
    private <T> CompletionStage<T> why(Line line, Throwable error) {
        Throwable cause = WireFaults.unwrapped(error);
        if (!(cause instanceof NoConnectionException)) {
            return CompletableFuture.failedStage(cause);
        }
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS);
        CompletableFuture<Boolean> probe = Answer.of(
                line.channel().newCall(ImportSSTGrpc.getSuspendImportRPCMethod(), soon),
                SuspendImportRPCRequest.getDefaultInstance(),
                false,
                (before, message) -> true);
        return probe.handle((answered, failure) -> {
            calls.renew(line);
            Throwable reason = failure == null ? cause : failure;
            throw failure == null
                    ? new ProviderException(
                            Fault.RETRY, line.attempt().failed("no connection at the first try; ask again"), reason)
                    : WireFaults.of(line.attempt(), reason);
        });
    }

    /** The channel gave up connecting. */
    private static final class NoConnectionException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit) {
        return calls.make(Question.to(store, "CheckPendingAdminOp", CallKind.READ, limit), line -> {
            List<LeaderRegion> regions = new ArrayList<>();
            return Answer.of(
                            line.channel().newCall(BackupGrpc.getCheckPendingAdminOpMethod(), line.options()),
                            CheckAdminRequest.getDefaultInstance(),
                            regions,
                            (before, message) -> collect(line.attempt(), before, message))
                    .thenApply(List::copyOf);
        });
    }

    private List<LeaderRegion> collect(
            WireFaults.Attempt attempt, List<LeaderRegion> regions, CheckAdminResponse message) {
        if (message.hasError()) {
            String why = message.getError().getMsg().isEmpty()
                    ? message.getError().getRegionError().getMessage()
                    : message.getError().getMsg();
            throw new ProviderException(Fault.RETRY, attempt.failed("\"" + why + "\"" + Advice.troubled(attempt)));
        }
        if (regions.size() >= mostRegions) {
            throw new ProviderException(
                    Fault.REFUSED,
                    attempt.failed("more than " + mostRegions + " regions; raise maxRegionsPerStore if that is right"));
        }
        regions.add(new LeaderRegion(Regions.at(message.getRegion()), message.getHasPendingAdmin()));
        return regions;
    }

    @Override
    public CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit) {
        SuspendImportRPCRequest request = SuspendImportRPCRequest.newBuilder()
                .setShouldSuspendImports(!hold.isZero())
                .setDurationInSecs(hold.plusNanos(999_999_999).toSeconds())
                .setCaller(CALLER)
                .build();
        return calls.make(
                Question.to(store, "SuspendImportRPC", CallKind.WRITE, limit),
                line -> Answer.of(
                                line.channel().newCall(ImportSSTGrpc.getSuspendImportRPCMethod(), line.options()),
                                request,
                                SuspendImportRPCResponse.getDefaultInstance(),
                                (before, message) -> message)
                        .thenApply(SuspendImportRPCResponse::getAlreadySuspended));
    }
}
