package io.brfed.aws.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * What one provider or storage has open, closed together in the order in which they were opened: threads first, so that
 * whatever is under way is told before its connection is gone. If something fails while they are opened, what was opened before
 * is closed. Thread-safe.
 */
public final class AwsResources implements AutoCloseable {
    private final Deque<Closing> open = new ArrayDeque<>();

    private AwsResources() {}

    /**
     * Opens things and makes something of them.
     *
     * @param opening hands each thing to {@link #add} as soon as it is open
     */
    public static <T> T open(Function<AwsResources, T> opening) {
        AwsResources resources = new AwsResources();
        try {
            return opening.apply(resources);
        } catch (RuntimeException | Error failure) {
            try {
                resources.close();
            } catch (RuntimeException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    /** Notes how something that is now open is closed. */
    public synchronized <T> T add(T opened, Closing closing) {
        open.add(closing);
        return opened;
    }

    /** Closes everything, also if some of it fails. */
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.remove().close();
            } catch (RuntimeException one) {
                if (failure == null) {
                    failure = one;
                } else {
                    failure.addSuppressed(one);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes one thing. */
    @FunctionalInterface
    public interface Closing {
        /** Closes it. */
        void close();
    }
}
