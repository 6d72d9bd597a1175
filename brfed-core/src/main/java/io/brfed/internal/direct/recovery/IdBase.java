package io.brfed.internal.direct.recovery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps PD from giving out ids that are taken. PD sets its allocator as it is told, downwards too, so the number is decided
 * once, kept, and sent only while PD is below it.
 */
final class IdBase {
    private final RecoveryReach reach;

    IdBase(RecoveryReach reach) {
        this.reach = reach;
    }

    /**
     * The number, given what is known and what PD gives out now.
     *
     * @return what was decided before, if anything was
     */
    CompletionStage<Long> decide(RecoveryState state, long greatestId, long recordedId) {
        return allocate().thenApply(now -> {
            long greatest = max(max(greatestId, recordedId), state.idBase() == 0 ? now : 0);
            if (state.idBase() != 0 && Long.compareUnsigned(state.idBase(), greatest) >= 0) {
                return state.idBase();
            }
            long base = greatest + reach.settings().idMargin();
            if (Long.compareUnsigned(base, greatest) < 0) {
                throw new RecoveryFailedException("id " + Long.toUnsignedString(greatest) + " is taken; there are no "
                        + reach.settings().idMargin() + " ids above it");
            }
            return base;
        });
    }

    /** Raises PD's ids, unless they are above it already. */
    CompletionStage<Void> raise(long base) {
        Duration call = reach.settings().call();
        return allocate().thenCompose(now -> {
            if (Long.compareUnsigned(now, base) > 0) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            return reach.write(
                            "raising PD's ids above " + Long.toUnsignedString(base),
                            () -> reach.pdRecovery().setIdBase(base, call))
                    .thenCompose(set -> allocate())
                    .thenAccept(after -> {
                        if (Long.compareUnsigned(after, base) <= 0) {
                            throw new RecoveryFailedException("PD gave out id " + Long.toUnsignedString(after)
                                    + " although its ids were raised above " + Long.toUnsignedString(base));
                        }
                    });
        });
    }

    private CompletionStage<Long> allocate() {
        return reach.read(
                "taking an id from PD",
                () -> reach.pd().allocateId(reach.settings().call()));
    }

    private static long max(long one, long other) {
        return Long.compareUnsigned(one, other) > 0 ? one : other;
    }
}
