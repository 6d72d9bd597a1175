package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Creates and changes members. Each change is one merge patch that is guarded by the version it was decided on, so that a
 * state from the watch is good enough to write on; to refuse or to leave alone, it is read again. Thread-safe.
 */
final class MemberWrites {
    private static final int TRIES = 6;

    private final ApiServer server;
    private final MemberReads reads;
    private final MemberSpecs specs;
    private final InitJobs jobs;

    MemberWrites(ApiServer server, MemberReads reads, MemberSpecs specs) {
        this.server = server;
        this.reads = reads;
        this.specs = specs;
        jobs = new InitJobs(server);
    }

    CompletionStage<MemberState> declare(Declaration declaration, Limit limit) {
        Optional<StoredMember> known = reads.known(declaration.member());
        Optional<ObjectNode> patch = known.flatMap(stored -> DeclaredChange.patch(declaration, stored));
        Attempt attempt = new Attempt(declaration, limit);
        if (patch.isPresent()) {
            return attempt.patch(patch.get(), TRIES).thenCompose(attempt::endPause);
        }
        // Members are created while the pause is held, so what the server would refuse anyway is not looked for first.
        boolean first = DeclaredChange.creates(declaration) && server.watches().unknown(attempt.key);
        return (first ? attempt.create(TRIES) : attempt.fresh(TRIES)).thenCompose(attempt::endPause);
    }

    /** One declaration on its way. */
    private final class Attempt {
        private final Declaration declaration;
        private final Member member;
        private final ObjectKey key;
        private final Limit limit;

        Attempt(Declaration declaration, Limit limit) {
            this.declaration = declaration;
            this.limit = limit;
            member = declaration.member();
            key = MemberNames.of(member);
        }

        CompletionStage<Optional<StoredMember>> fresh(int tries) {
            if (tries == 0) {
                return CompletableFuture.failedFuture(new ProviderException(
                        Fault.RETRY,
                        key + " on " + server.name() + " was changed by others " + TRIES
                                + " times between reading and writing; nothing was written"));
            }
            return reads.read(member, limit).thenCompose(stored -> {
                if (stored.isEmpty()) {
                    return DeclaredChange.creates(declaration)
                            ? create(tries)
                            : CompletableFuture.completedFuture(stored);
                }
                Optional<ObjectNode> patch = DeclaredChange.patch(declaration, stored.get());
                return patch.isPresent() ? patch(patch.get(), tries) : CompletableFuture.completedFuture(stored);
            });
        }

        CompletionStage<Optional<StoredMember>> create(int tries) {
            ApiRequest request = ApiRequest.create(key.collection(), specs.object(declaration));
            return server.send(request, limit)
                    .thenCompose(answer -> answer.conflict() ? fresh(tries - 1) : written(answer));
        }

        CompletionStage<Optional<StoredMember>> patch(ObjectNode patch, int tries) {
            return server.send(ApiRequest.patch(key.path(), patch), limit).thenCompose(answer -> {
                boolean moved = answer.conflict() || answer.absent(key.resource(), key.name());
                return moved ? fresh(tries - 1) : written(answer);
            });
        }

        private CompletionStage<Optional<StoredMember>> written(ApiAnswer answer) {
            return CompletableFuture.completedFuture(Optional.of(reads.stored(member, answer.orThrow())));
        }

        /**
         * After a failure the operator alone would not end the pause before its execute job has ended, so the job that
         * holds it is ended too; only now, when it is sure that nobody has taken the operation over.
         */
        CompletionStage<MemberState> endPause(Optional<StoredMember> stored) {
            MemberState state = MemberReads.state(member, stored);
            if (stored.isEmpty() || !endsPause(state)) {
                return CompletableFuture.completedFuture(state);
            }
            // With half of the time, so that a job that cannot be ended does not cost the answer about the write.
            Limit half = Limit.in(limit.left().dividedBy(2), server.threads());
            return jobs.end(stored.get(), half).thenCompose(ending -> {
                boolean stuck = ending == InitJobs.Ending.FORBIDDEN && state.has(Condition.INVALID);
                return stuck ? removed(stored.get(), state) : CompletableFuture.completedFuture(state);
            });
        }

        private boolean endsPause(MemberState state) {
            boolean accepted = state.stamp().equals(Optional.of(declaration.stamp()));
            boolean failed = declaration.stamp().failed();
            boolean initializer = declaration.stamp().initializer().equals(member.cluster());
            boolean over = state.has(Condition.PAUSE_ENDED) || state.has(Condition.INITIALIZE_FAILED);
            boolean asked = declaration.phase() == Phase.RESUME
                    || (declaration.phase() == Phase.TEARDOWN && state.has(Condition.INVALID));
            return accepted && failed && initializer && asked && !over;
        }

        /** The operator no longer looks at an invalid member; without the right to end the job, only this ends it. */
        private CompletionStage<MemberState> removed(StoredMember stored, MemberState state) {
            return server.send(ApiRequest.delete(key.path(), Deletions.ofExactly(stored.uid())), limit)
                    .thenCompose(answer -> reads.read(member, limit))
                    .handle((now, error) -> error == null ? MemberReads.state(member, now) : state);
        }
    }
}
