package io.brfed.examples.bench;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers after a time, for fakes that have to cost next to nothing. */
record QuickAnswers(Scheduler time, Duration latency) {
    <T> CompletionStage<T> with(T value) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        time.schedule(latency, () -> answer.complete(value));
        return answer;
    }
}
