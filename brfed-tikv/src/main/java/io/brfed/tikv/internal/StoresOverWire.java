package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.spi.StorePreparation;
import io.brfed.tikv.internal.ClientThreads.Deadline;
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

/** TiKV stores over gRPC. */
final class StoresOverWire implements StorePreparation {
    private static final String CALLER = "brfed";

    private final ConnectionSettings settings;
    private final Channels channels;
    private final ClientThreads threads;

    StoresOverWire(ConnectionSettings settings, Channels channels, ClientThreads threads) {
        this.settings = settings;
        this.channels = channels;
        this.threads = threads;
    }

    @Override
    public CompletionStage<Session> open(PdStore store, Events events, Duration limit) {
        Deadline deadline = threads.deadline(limit);
        return addressOf(store, store.peerAddress().isEmpty() ? store.address() : store.peerAddress())
                .thenCompose(address -> open(store, address, events, deadline));
    }

    /** Unlike the start of a stream, a wait for the connection tells soon, and with the reason, that there is none. */
    private CompletionStage<Session> open(PdStore store, Address address, Events events, Deadline deadline) {
        ManagedChannel channel = channels.to(address);
        WireFaults.Attempt attempt =
                new WireFaults.Attempt("PrepareSnapshotBackup", name(store, address), CallKind.READ, deadline.limit());
        CompletableFuture<Session> opened = new CompletableFuture<>();
        ClientThreads.Cancellation timer = threads.after(deadline.left(), () -> {
            if (opened.completeExceptionally(WireFaults.unanswered(attempt, new IllegalStateException("connecting")))) {
                channels.renew(address);
            }
        });
        CompletionStage<Session> ended = opened;
        ended.whenComplete((session, error) -> timer.cancel());
        whenConnected(channel, opened, () -> {
            LeaseStream stream = new LeaseStream(attempt.server(), events, threads);
            if (opened.isDone()) {
                return;
            }
            // A connection that has just broken still counts as one for a moment.
            CompletionStage<Boolean> started =
                    stream.start(channel.newCall(BackupGrpc.getPrepareSnapshotBackupMethod(), CallOptions.DEFAULT));
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
        return opened.exceptionallyCompose(error -> why(channel, address, attempt, error));
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
    private <T> CompletionStage<T> why(
            ManagedChannel channel, Address address, WireFaults.Attempt attempt, Throwable error) {
        Throwable cause = WireFaults.unwrapped(error);
        if (!(cause instanceof NoConnectionException)) {
            return CompletableFuture.failedStage(cause);
        }
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.SECONDS);
        CompletableFuture<Boolean> probe = Answer.of(
                channel.newCall(ImportSSTGrpc.getSuspendImportRPCMethod(), soon),
                SuspendImportRPCRequest.getDefaultInstance(),
                false,
                (before, message) -> true);
        return probe.handle((answered, failure) -> {
            channels.renew(address);
            Throwable reason = failure == null ? cause : failure;
            throw failure == null
                    ? new ProviderException(Fault.RETRY, attempt.failed("no connection at the first try"), reason)
                    : WireFaults.of(attempt, reason);
        });
    }

    /** The channel gave up connecting. */
    private static final class NoConnectionException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public CompletionStage<List<LeaderRegion>> pendingChanges(PdStore store, Duration limit) {
        Deadline deadline = threads.deadline(limit);
        return addressOf(store, store.address()).thenCompose(address -> {
            WireFaults.Attempt attempt = new WireFaults.Attempt(
                    "CheckPendingAdminOp", name(store, address), CallKind.READ, deadline.limit());
            List<LeaderRegion> regions = new ArrayList<>();
            return Answer.of(
                            channels.to(address).newCall(BackupGrpc.getCheckPendingAdminOpMethod(), within(deadline)),
                            CheckAdminRequest.getDefaultInstance(),
                            regions,
                            (before, message) -> collect(attempt, before, message))
                    .handle((found, error) -> {
                        if (error != null) {
                            throw classified(address, attempt, error);
                        }
                        return List.copyOf(found);
                    });
        });
    }

    private List<LeaderRegion> collect(
            WireFaults.Attempt attempt, List<LeaderRegion> regions, CheckAdminResponse message) {
        if (message.hasError()) {
            String why = message.getError().getMsg().isEmpty()
                    ? message.getError().getRegionError().getMessage()
                    : message.getError().getMsg();
            throw new ProviderException(Fault.RETRY, attempt.failed("\"" + why + "\""));
        }
        if (regions.size() >= settings.mostRegions()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    attempt.failed("more than " + settings.mostRegions()
                            + " regions; raise maxRegionsPerStore if that is right"));
        }
        regions.add(new LeaderRegion(Regions.at(message.getRegion()), message.getHasPendingAdmin()));
        return regions;
    }

    @Override
    public CompletionStage<Boolean> suspendImports(PdStore store, Duration hold, Duration limit) {
        Deadline deadline = threads.deadline(limit);
        return addressOf(store, store.address()).thenCompose(address -> {
            WireFaults.Attempt attempt =
                    new WireFaults.Attempt("SuspendImportRPC", name(store, address), CallKind.WRITE, deadline.limit());
            SuspendImportRPCRequest request = SuspendImportRPCRequest.newBuilder()
                    .setShouldSuspendImports(!hold.isZero())
                    .setDurationInSecs(hold.plusNanos(999_999_999).toSeconds())
                    .setCaller(CALLER)
                    .build();
            return Answer.of(
                            channels.to(address).newCall(ImportSSTGrpc.getSuspendImportRPCMethod(), within(deadline)),
                            request,
                            SuspendImportRPCResponse.getDefaultInstance(),
                            (before, message) -> message)
                    .handle((answer, error) -> {
                        if (error != null) {
                            throw classified(address, attempt, error);
                        }
                        return answer.getAlreadySuspended();
                    });
        });
    }

    private ProviderException classified(Address address, WireFaults.Attempt attempt, Throwable error) {
        ProviderException failure = Losses.ofStore(attempt, error);
        if (failure.fault() == Fault.UNREACHABLE || failure instanceof LeaderMovedException) {
            channels.renew(address);
        }
        return failure;
    }

    private static CallOptions within(Deadline deadline) {
        return CallOptions.DEFAULT.withDeadlineAfter(Math.max(1, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
    }

    private CompletionStage<Address> addressOf(PdStore store, String text) {
        try {
            return CompletableFuture.completedStage(Address.parse(text, settings.scheme()));
        } catch (IllegalArgumentException bad) {
            return CompletableFuture.failedStage(new ProviderException(
                    Fault.REFUSED, "TiKV store " + store.id() + " has no usable address: " + bad.getMessage(), bad));
        }
    }

    private static String name(PdStore store, Address address) {
        return "TiKV store " + store.id() + " (" + address.target() + ")";
    }
}
