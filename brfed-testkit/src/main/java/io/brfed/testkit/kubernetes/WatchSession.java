package io.brfed.testkit.kubernetes;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** One open watch: what is still to be sent, and the loop that sends it. */
final class WatchSession {

    /** A client that is this far behind is cut off, as a real server does. */
    private static final int PENDING_LIMIT = 20_000;

    private enum State {
        OPEN,
        /** What is pending is sent, then the stream ends properly. */
        ENDING,
        /** The connection is cut. */
        CUT
    }

    private final Selection selection;
    private final BooleanSupplier silent;
    private final long deadlineNanos;
    private final long bookmarkNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<WatchEvent> pending = new ArrayDeque<>();
    private State state = State.OPEN;
    private long seenVersion;

    /**
     * Opens a session.
     *
     * @param selection what is watched
     * @param silent whether nothing may be sent at the moment
     * @param timeout when the server ends the watch
     * @param bookmarks how often a quiet watch gets a bookmark; zero for never
     */
    WatchSession(Selection selection, BooleanSupplier silent, Duration timeout, Duration bookmarks) {
        this.selection = selection;
        this.silent = silent;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        this.bookmarkNanos = bookmarks.toNanos();
    }

    Selection selection() {
        return selection;
    }

    void offer(Change change) {
        if (selection.covers(change.key())) {
            locked(() -> {
                seenVersion = change.version();
                WatchEvent.of(change, selection).ifPresent(this::enqueue);
            });
        }
    }

    void offer(WatchEvent event) {
        locked(() -> enqueue(event));
    }

    /** The version that the next bookmark carries. */
    void seen(long version) {
        locked(() -> seenVersion = version);
    }

    void end() {
        locked(() -> state = state == State.OPEN ? State.ENDING : state);
    }

    void cut() {
        locked(() -> state = State.CUT);
    }

    /** Lets the loop look again at whether it may send. */
    void wake() {
        locked(() -> {});
    }

    /** Sends until the watch ends; throws when it was cut or the client is gone. */
    void sendTo(OutputStream out) throws IOException {
        for (List<WatchEvent> events = next(); !events.isEmpty(); events = next()) {
            for (WatchEvent event : events) {
                event.writeTo(out);
            }
            out.flush();
        }
    }

    /** What to send next, empty at the end. */
    private List<WatchEvent> next() throws IOException {
        lock.lock();
        try {
            long bookmarkAt = bookmarkNanos == 0 ? deadlineNanos : System.nanoTime() + bookmarkNanos;
            while (true) {
                long now = System.nanoTime();
                boolean mayNotSend = silent.getAsBoolean();
                if (state == State.CUT) {
                    throw new IOException("the watch was cut off");
                }
                if (!mayNotSend && !pending.isEmpty()) {
                    return drained();
                }
                if (now - deadlineNanos >= 0 || (state == State.ENDING && !mayNotSend)) {
                    return List.of();
                }
                if (now - bookmarkAt >= 0 && !mayNotSend) {
                    return List.of(WatchEvent.bookmark(selection.target().kind(), seenVersion, false));
                }
                long untilNext = mayNotSend ? Long.MAX_VALUE : bookmarkAt - now;
                changed.awaitNanos(Math.max(Math.min(deadlineNanos - now, untilNext), 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a watch was open", e);
        } finally {
            lock.unlock();
        }
    }

    private List<WatchEvent> drained() {
        List<WatchEvent> events = new ArrayList<>(pending);
        pending.clear();
        return events;
    }

    private void enqueue(WatchEvent event) {
        pending.add(event);
        if (pending.size() > PENDING_LIMIT) {
            state = State.CUT;
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
