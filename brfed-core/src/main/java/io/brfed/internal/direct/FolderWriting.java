package io.brfed.internal.direct;

import io.brfed.api.ProviderException.Fault;
import io.brfed.internal.loop.Causes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The writes of one member into its folder: whoever removes the folder first waits for the one under way, so that nothing
 * lands behind it. Touched by tasks of the scheduler only.
 */
final class FolderWriting {
    private final Ground ground;
    private final MemberBook book;
    private CompletionStage<Boolean> underWay = CompletableFuture.completedFuture(true);

    FolderWriting(Ground ground, MemberBook book) {
        this.ground = ground;
        this.book = book;
    }

    /** Writes when it is this member's turn, unless the member has come to its end by then. */
    CompletionStage<Boolean> take(Supplier<CompletionStage<Boolean>> write) {
        return ground.turns().take(() -> {
            if (book.closed() || book.failed() || book.journal().deleting) {
                return CompletableFuture.failedFuture(new IllegalStateException("the member has ended meanwhile"));
            }
            CompletionStage<Boolean> writing = write.get();
            underWay = writing.handle((written, error) -> noted(error == null || !unknown(error)));
            return writing;
        });
    }

    /** Completes when no write is under way. */
    CompletionStage<Boolean> quiet() {
        return underWay;
    }

    /** What has no answer may still be written, after everything was removed. */
    private boolean noted(boolean known) {
        if (!known) {
            book.journal().unansweredAt = ground.scheduler().now();
        }
        return known;
    }

    private static boolean unknown(Throwable error) {
        return Causes.fault(error).filter(Fault.OUTCOME_UNKNOWN::equals).isPresent();
    }
}
