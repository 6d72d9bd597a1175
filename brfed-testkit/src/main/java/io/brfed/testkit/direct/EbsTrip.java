package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Scheduler;
import io.brfed.testkit.direct.EbsFaults.Connection;
import io.brfed.testkit.direct.EbsFaults.Fate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The way of one request to the fake account and of its answer back, in the scheduler's time. */
final class EbsTrip<T> {
    private static final Set<String> CHANGES = Set.of(
            FakeEbs.CREATE,
            FakeEbs.DELETE,
            FakeEbs.CREATE_VOLUME,
            FakeEbs.DELETE_VOLUME,
            FakeEbs.ENABLE_FAST,
            FakeEbs.DISABLE_FAST);

    private final FakeEbs ebs;
    private final String action;
    private final Duration limit;
    private final Function<EbsAccount, T> effect;
    private final Scheduler scheduler;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    EbsTrip(FakeEbs ebs, String action, Duration limit, Function<EbsAccount, T> effect) {
        this.ebs = ebs;
        this.action = action;
        this.limit = limit;
        this.effect = effect;
        this.scheduler = ebs.scheduler();
    }

    CompletionStage<T> begin() {
        Connection connection = ebs.connection();
        Duration latency = ebs.nextLatency();
        if (connection == Connection.REFUSED) {
            fail(latency, Fault.UNREACHABLE, "connection refused");
            return answer;
        }
        Duration there = latency.dividedBy(2);
        Fate fate = ebs.fateOf(action);
        Scheduler.Timer atLimit = scheduler.schedule(limit, () -> giveUp(connection));
        endWith(answer, atLimit);
        if (fate instanceof Fate.Fail fail) {
            scheduler.schedule(there, () -> refuse(fail.code(), latency.minus(there)));
        } else if (fate instanceof Fate.Unanswered late) {
            scheduler.schedule(there.plus(late.delay()), this::takeEffectUnanswered);
        } else if (fate instanceof Fate.Pass) {
            boolean answered = connection == Connection.GOOD;
            scheduler.schedule(there, answered ? () -> arrive(latency.minus(there)) : this::takeEffectUnanswered);
        }
        return answer;
    }

    /** Makes a request that removes something, for which it is as well if the thing is gone. */
    CompletionStage<Void> beginRemoval() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        begin().whenComplete((result, error) -> {
            boolean gone = error instanceof ProviderException failure && failure.fault() == Fault.GONE;
            if (error == null || gone) {
                done.complete(null);
            } else {
                done.completeExceptionally(error);
            }
        });
        return done;
    }

    private static void endWith(CompletionStage<?> stage, Scheduler.Timer timer) {
        stage.whenComplete((result, error) -> timer.cancel());
    }

    private void refuse(String code, Duration back) {
        try {
            ebs.admit(action);
            throw EbsRefusalException.named(code);
        } catch (EbsRefusalException refusal) {
            answerWith(refusal, back);
        }
    }

    private void arrive(Duration back) {
        try {
            ebs.admit(action);
            T result = ebs.with(effect);
            scheduler.schedule(back, () -> answer.complete(result));
        } catch (EbsRefusalException refusal) {
            answerWith(refusal, back);
        }
    }

    private void takeEffectUnanswered() {
        try {
            ebs.admit(action);
            ebs.with(effect);
        } catch (EbsRefusalException refusal) {
            // Its sender will not hear of it.
            return;
        }
    }

    private void giveUp(Connection connection) {
        boolean question = !CHANGES.contains(action);
        if (!answer.isDone()) {
            Fault fault = question ? Fault.UNREACHABLE : Fault.OUTCOME_UNKNOWN;
            answer.completeExceptionally(
                    new ProviderException(fault, action + " got no answer within " + limit + " (" + connection + ")"));
        }
    }

    private void answerWith(EbsRefusalException refusal, Duration back) {
        fail(back, faultOf(refusal.code()), refusal.code() + ": " + refusal.getMessage());
    }

    private void fail(Duration after, Fault fault, String message) {
        scheduler.schedule(
                after,
                () -> answer.completeExceptionally(new ProviderException(fault, action + " failed: " + message)));
    }

    private Fault faultOf(String code) {
        return switch (code) {
            case EbsRefusalException.THROTTLED, "Throttling", "SnapshotCreationPerVolumeRateExceeded" -> Fault.RETRY;
            case "PendingSnapshotLimitExceeded",
                    "ConcurrentSnapshotLimitExceeded",
                    "InsufficientVolumeCapacity",
                    "IncorrectState",
                    "VolumeInUse" -> Fault.BUSY_UNTIL;
            case "InvalidSnapshot.NotFound", "InvalidInstanceID.NotFound", "InvalidVolume.NotFound" -> Fault.GONE;
            case "InternalError", "InternalFailure", "ServerInternal", "Unavailable", "ServiceUnavailable" ->
                action.equals(FakeEbs.CREATE) ? Fault.OUTCOME_UNKNOWN : Fault.RETRY;
            default -> Fault.REFUSED;
        };
    }
}
