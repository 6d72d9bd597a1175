package io.brfed.testkit.kubernetes;

/**
 * A time in which an embedded server serves nobody. It ends with {@link #end()} or {@link #close()}.
 *
 * @since 0.1.0
 */
public final class Outage implements AutoCloseable {

    private final Runnable ending;
    private boolean over;

    Outage(Runnable ending) {
        this.ending = ending;
    }

    /** Serves again, on the same port and with the same objects; safe to repeat. */
    public synchronized void end() {
        if (!over) {
            over = true;
            ending.run();
        }
    }

    @Override
    public void close() {
        end();
    }
}
