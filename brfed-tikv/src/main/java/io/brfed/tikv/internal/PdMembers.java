package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.tikv.internal.ClientThreads.Deadline;
import io.brfed.tikv.internal.wire.pdpb.GetMembersRequest;
import io.brfed.tikv.internal.wire.pdpb.GetMembersResponse;
import io.brfed.tikv.internal.wire.pdpb.Member;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import io.grpc.CallOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who the members of PD are, which of them leads, and to which cluster they belong. */
final class PdMembers {
    private static final int MOST_MOVES = 2;

    private final ConnectionSettings settings;
    private final Channels channels;
    private Set<Address> known;
    private OptionalLong clusterId;
    private String clusterIdFrom = "what was asked for";
    private @Nullable Leader leader;

    PdMembers(ConnectionSettings settings, Channels channels) {
        this.settings = settings;
        this.channels = channels;
        this.known = new LinkedHashSet<>(settings.addresses());
        this.clusterId = settings.clusterId();
    }

    /**
     * The member that leads.
     *
     * @param name its name
     * @param address its first client URL
     * @param clusterId the cluster it belongs to
     */
    record Leader(String name, Address address, long clusterId) {
        String server() {
            return "PD " + address;
        }
    }

    /**
     * What one member says.
     *
     * @param clusterId the cluster
     * @param leader who leads; empty during an election
     * @param asked the member that said so
     */
    record View(long clusterId, Optional<Leader> leader, Address asked) {}

    /** Makes a call to the leader; where that is another one by now and nothing was done, to the new one. */
    <T> CompletionStage<T> onLeader(Deadline deadline, Function<Leader, CompletionStage<T>> call) {
        return leader(deadline).thenCompose(found -> attempt(found, deadline, call, MOST_MOVES));
    }

    private <T> CompletionStage<T> attempt(
            Leader at, Deadline deadline, Function<Leader, CompletionStage<T>> call, int moves) {
        return call.apply(at)
                .handle((value, error) -> error == null
                        ? CompletableFuture.completedStage(value)
                        : afterFailure(at, deadline, call, new Failure(error, moves)))
                .thenCompose(Function.identity());
    }

    private record Failure(Throwable error, int movesLeft) {}

    private <T> CompletionStage<T> afterFailure(
            Leader at, Deadline deadline, Function<Leader, CompletionStage<T>> call, Failure failure) {
        Throwable error = WireFaults.unwrapped(failure.error());
        if (mayHaveMoved(error)) {
            forget(at);
        }
        if (!(error instanceof LeaderMovedException)) {
            return CompletableFuture.failedStage(error);
        }
        if (failure.movesLeft() == 0 || deadline.passed()) {
            return CompletableFuture.failedStage(error);
        }
        return leader(deadline)
                .thenCompose(next -> next.address().equals(at.address())
                        ? CompletableFuture.failedStage(error)
                        : attempt(next, deadline, call, failure.movesLeft() - 1));
    }

    private static boolean mayHaveMoved(Throwable error) {
        return error instanceof ProviderException failure
                && switch (failure.fault()) {
                    case RETRY, UNREACHABLE, OUTCOME_UNKNOWN -> true;
                    case BUSY_UNTIL, GONE, REFUSED -> false;
                };
    }

    private CompletionStage<Leader> leader(Deadline deadline) {
        synchronized (this) {
            if (leader != null) {
                return CompletableFuture.completedStage(leader);
            }
        }
        return look(deadline)
                .thenCompose(view -> view.leader()
                        .map(CompletableFuture::completedStage)
                        .orElseGet(() -> CompletableFuture.failedStage(new ProviderException(
                                Fault.RETRY,
                                "PD has no leader at this moment, says " + view.asked() + "; try again"))));
    }

    private synchronized void forget(Leader past) {
        if (past.equals(leader)) {
            leader = null;
        }
        channels.renew(past.address());
    }

    /** Asks all members at once; the first that knows the leader is believed. */
    CompletionStage<View> look(Deadline deadline) {
        List<Address> members;
        synchronized (this) {
            members = List.copyOf(known);
        }
        Poll poll = new Poll(members.size());
        members.forEach(member -> ask(member, deadline).whenComplete(poll::answered));
        return poll.result;
    }

    private CompletionStage<View> ask(Address member, Deadline deadline) {
        WireFaults.Attempt attempt =
                new WireFaults.Attempt("GetMembers", "PD " + member, CallKind.READ, deadline.limit());
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
                Math.max(1, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
        CompletableFuture<Optional<GetMembersResponse>> answer = Answer.of(
                channels.to(member).newCall(PDGrpc.getGetMembersMethod(), options),
                GetMembersRequest.getDefaultInstance(),
                Optional.empty(),
                (before, message) -> Optional.of(message));
        return answer.handle((message, error) -> {
            if (error != null) {
                channels.renew(member);
                throw WireFaults.of(attempt, error);
            }
            return view(
                    member,
                    message.orElseThrow(() -> new ProviderException(
                            Fault.RETRY, attempt.failed("an empty answer" + Advice.broken(attempt)))));
        });
    }

    private synchronized View view(Address asked, GetMembersResponse answer) {
        long id = answer.getHeader().getClusterId();
        if (clusterId.isPresent() && clusterId.getAsLong() != id) {
            throw new ProviderException(
                    Fault.REFUSED,
                    "PD " + asked + " belongs to cluster " + Long.toUnsignedString(id) + ", not to "
                            + Long.toUnsignedString(clusterId.getAsLong()) + " (" + clusterIdFrom
                            + "); give addresses of one TiDB cluster only");
        }
        if (clusterId.isEmpty()) {
            clusterId = OptionalLong.of(id);
            clusterIdFrom = "said PD " + asked;
        }
        learn(answer.getMembersList());
        Optional<Leader> leads = answer.hasLeader() ? leaderOf(asked, answer) : Optional.empty();
        leads.ifPresent(found -> leader = found);
        return new View(id, leads, asked);
    }

    /** Empty for a member that is just starting and does not say yet where it is. */
    private Optional<Leader> leaderOf(Address asked, GetMembersResponse answer) {
        Member member = answer.getLeader();
        List<String> unusable = new ArrayList<>();
        for (String url : member.getClientUrlsList()) {
            try {
                Address at = Address.parse(url, settings.scheme());
                return Optional.of(
                        new Leader(member.getName(), at, answer.getHeader().getClusterId()));
            } catch (IllegalArgumentException bad) {
                unusable.add(String.valueOf(bad.getMessage()));
            }
        }
        if (unusable.isEmpty()) {
            return Optional.empty();
        }
        throw new ProviderException(
                Fault.REFUSED,
                "PD " + asked + " says that its member '" + member.getName() + "' leads, but not where: "
                        + String.join("; ", unusable)
                        + "; set advertise-client-urls of that member to where its clients reach it");
    }

    private void learn(List<Member> members) {
        Set<Address> next = new LinkedHashSet<>(settings.addresses());
        members.forEach(member -> address(member).ifPresent(next::add));
        known = next;
    }

    private Optional<Address> address(Member member) {
        return member.getClientUrlsList().stream()
                .flatMap(url -> usable(url).stream())
                .findFirst();
    }

    private Optional<Address> usable(String url) {
        try {
            return Optional.of(Address.parse(url, settings.scheme()));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** The answers of all members to one question. */
    private static final class Poll {
        private final CompletableFuture<View> result = new CompletableFuture<>();
        private final List<ProviderException> failures = new ArrayList<>();
        private @Nullable View leaderless;
        private int left;

        Poll(int members) {
            left = members;
        }

        synchronized void answered(@Nullable View view, @Nullable Throwable error) {
            left--;
            if (view != null && view.leader().isPresent()) {
                result.complete(view);
            } else if (view != null) {
                leaderless = view;
            } else if (error != null && WireFaults.unwrapped(error) instanceof ProviderException failure) {
                failures.add(failure);
            }
            if (left == 0 && !result.isDone()) {
                conclude();
            }
        }

        private void conclude() {
            Optional<ProviderException> refused = failures.stream()
                    .filter(failure -> failure.fault() == Fault.REFUSED)
                    .findFirst();
            if (leaderless != null && refused.isEmpty()) {
                result.complete(leaderless);
            } else {
                List<String> each = failures.stream()
                        .map(Throwable::getMessage)
                        .map(String::valueOf)
                        .toList();
                result.completeExceptionally(new ProviderException(
                        refused.map(ProviderException::fault).orElse(Fault.UNREACHABLE),
                        "no member of PD could be asked: " + String.join("; ", each),
                        refused.orElseGet(() -> failures.get(0))));
            }
        }
    }
}
