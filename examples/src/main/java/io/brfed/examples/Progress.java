package io.brfed.examples;

import io.brfed.api.FederationEvent;
import io.brfed.api.FederationListener;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Prints the events of one operation, one plain line each, with the seconds since its first event. */
final class Progress implements FederationListener {
    private static final Duration LAST_EVENT_LIMIT = Duration.ofSeconds(2);

    private final PrintStream out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Instant first;

    private Progress(PrintStream out) {
        this.out = out;
    }

    static Progress to(PrintStream out) {
        return new Progress(out);
    }

    @Override
    public void on(FederationEvent event) {
        Instant start = first == null ? event.at() : first;
        first = start;
        double seconds = Spans.seconds(Duration.between(start, event.at()));
        out.printf(Locale.ROOT, "%9.3f s  %s%n", seconds, EventText.of(event));
        if (event instanceof FederationEvent.Ended) {
            ended.countDown();
        }
    }

    /** Waits until the last event was printed, at most 2 seconds, so that a report can be printed below it. */
    void awaitLast() {
        try {
            ended.await(LAST_EVENT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
