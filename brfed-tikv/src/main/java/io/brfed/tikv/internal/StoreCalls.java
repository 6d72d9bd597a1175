package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.PdStore;
import io.brfed.tikv.internal.ClientThreads.Deadline;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes calls to TiKV stores: where they are, how long they may take, and what their failures mean. */
final class StoreCalls {
    private final ConnectionSettings settings;
    private final Channels channels;
    private final ClientThreads threads;

    StoreCalls(ConnectionSettings settings, Channels channels, ClientThreads threads) {
        this.settings = settings;
        this.channels = channels;
        this.threads = threads;
    }

    /**
     * What is asked of a store.
     *
     * @param what the method
     * @param kind what it may do
     * @param store the store
     * @param at where it is asked
     * @param limit how long it may take
     */
    record Question(String what, CallKind kind, PdStore store, String at, Duration limit) {
        /** One where the store serves clients. */
        static Question to(PdStore store, String what, CallKind kind, Duration limit) {
            return new Question(what, kind, store, store.address(), limit);
        }
    }

    /**
     * The line to a store.
     *
     * @param address where it is
     * @param channel the connection, which need not be there yet
     * @param attempt the call, for messages
     * @param deadline when it ends
     */
    record Line(Address address, ManagedChannel channel, WireFaults.Attempt attempt, Deadline deadline) {
        /** Options of a call that ends at the deadline. */
        CallOptions options() {
            return CallOptions.DEFAULT.withDeadlineAfter(
                    Math.max(1, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
        }
    }

    /** Makes a call; its failure is classified and names the store. */
    <T> CompletionStage<T> make(Question question, Function<Line, CompletionStage<T>> call) {
        Address address;
        try {
            address = Address.parse(question.at(), settings.scheme());
        } catch (IllegalArgumentException bad) {
            return CompletableFuture.failedStage(new ProviderException(
                    Fault.REFUSED,
                    "TiKV store " + question.store().id() + " has no usable address: " + bad.getMessage()
                            + "; set its advertise-addr",
                    bad));
        }
        WireFaults.Attempt attempt = new WireFaults.Attempt(
                question.what(),
                "TiKV store " + question.store().id() + " (" + address.target() + ")",
                question.kind(),
                question.limit());
        return threads.calls().make(attempt, () -> {
            Line line = new Line(address, channels.to(address), attempt, threads.deadline(question.limit()));
            return call.apply(line)
                    .exceptionallyCompose(error -> CompletableFuture.failedStage(classified(line, error)));
        });
    }

    private ProviderException classified(Line line, Throwable error) {
        ProviderException failure = Losses.ofStore(line.attempt(), error);
        if (failure.fault() == Fault.UNREACHABLE || failure instanceof LeaderMovedException) {
            channels.renew(line.address());
        }
        return failure;
    }

    /** Runs a task when a line's time is over, unless it ended before. */
    ClientThreads.Cancellation atEndOf(Line line, Runnable task) {
        return threads.after(line.deadline().left(), task);
    }

    /** Keeps what is sent to a store from being cut off. */
    Channels.Hold hold(Line line) {
        return channels.hold(line.address());
    }

    /** Lets the next call connect anew. */
    void renew(Line line) {
        channels.renew(line.address());
    }
}
