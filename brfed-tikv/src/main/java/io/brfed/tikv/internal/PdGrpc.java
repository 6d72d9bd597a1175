package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.internal.ClientThreads.Deadline;
import io.brfed.tikv.internal.PdMembers.Leader;
import io.brfed.tikv.internal.wire.pdpb.Error;
import io.brfed.tikv.internal.wire.pdpb.ErrorType;
import io.brfed.tikv.internal.wire.pdpb.RequestHeader;
import io.brfed.tikv.internal.wire.pdpb.ResponseHeader;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls of PD's gRPC service. */
final class PdGrpc {
    private final PdMembers members;
    private final Channels channels;
    private final ClientThreads threads;

    PdGrpc(PdMembers members, Channels channels, ClientThreads threads) {
        this.members = members;
        this.channels = channels;
        this.threads = threads;
    }

    /**
     * One method of PD with one answer.
     *
     * @param method the method
     * @param kind what an unanswered call may have done
     * @param header where its answer says that it failed; the default one if it never does
     */
    record Method<R, A>(MethodDescriptor<R, A> method, CallKind kind, Function<A, ResponseHeader> header) {}

    /** Calls the leader. */
    <R, A> CompletionStage<A> call(Method<R, A> method, Duration limit, Function<RequestHeader, R> request) {
        WireFaults.Attempt attempt = new WireFaults.Attempt(name(method), "PD", method.kind(), limit);
        return threads.calls().make(attempt, () -> {
            Deadline deadline = threads.deadline(limit);
            return members.onLeader(deadline, leader -> callAt(leader, method, deadline, request));
        });
    }

    private static String name(Method<?, ?> method) {
        return String.valueOf(method.method().getBareMethodName());
    }

    private <R, A> CompletionStage<A> callAt(
            Leader leader, Method<R, A> method, Deadline deadline, Function<RequestHeader, R> request) {
        WireFaults.Attempt attempt =
                new WireFaults.Attempt(name(method), leader.server(), method.kind(), deadline.limit());
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
                Math.max(1, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
        RequestHeader header =
                RequestHeader.newBuilder().setClusterId(leader.clusterId()).build();
        Optional<A> none = Optional.empty();
        return Answer.of(
                        channels.to(leader.address()).newCall(method.method(), options),
                        request.apply(header),
                        none,
                        (before, message) -> Optional.of(message))
                .handle((answer, error) -> {
                    if (error != null) {
                        throw WireFaults.of(attempt, error);
                    }
                    A message = answer.orElseThrow(() -> new ProviderException(
                            method.kind().failed(), attempt.failed("no answer in it" + Advice.broken(attempt))));
                    refuseErrors(attempt, method.header().apply(message));
                    return message;
                });
    }

    private static void refuseErrors(WireFaults.Attempt attempt, ResponseHeader header) {
        Error error = header.getError();
        if (error.getType() == ErrorType.OK) {
            return;
        }
        String why = attempt.failed(error.getType() + " \"" + error.getMessage() + "\"");
        throw switch (error.getType()) {
            case NOT_BOOTSTRAPPED -> new ProviderException(Fault.REFUSED, why + WireFaults.UNBOOTSTRAPPED);
            case UNKNOWN, UNRECOGNIZED ->
                new ProviderException(attempt.kind().failed(), why + Advice.troubled(attempt));
            default -> new ProviderException(Fault.REFUSED, why + "; change what it asks for");
        };
    }
}
