package io.brfed.testkit.tidb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** When each part of the pause held. */
final class PauseLog {
    private static final int SCHEDULERS = 0;
    private static final int GC = 1;
    private static final int STORES = 2;
    private static final int PER_STORE = 2;

    private final long begin;
    private @Nullable Spells[] parts = new Spells[STORES + PER_STORE * 8];

    PauseLog(long begin) {
        this.begin = begin;
    }

    void schedulersPaused(long now, long until) {
        part(SCHEDULERS).hold(now, until);
    }

    void schedulersResumed(long now, Gap.Reason reason) {
        part(SCHEDULERS).end(now, reason);
    }

    void gcHeld(long now, long until) {
        part(GC).hold(now, until);
    }

    /** One hold is gone; the others last until then. */
    void gcReleased(long now, long until) {
        Spells spells = part(GC);
        if (until > now) {
            spells.shorten(until);
        } else {
            spells.end(now, Gap.Reason.GIVEN_BACK);
        }
    }

    void leased(int node, long now, long until) {
        part(STORES + PER_STORE * node).hold(now, until);
    }

    void leaseEnded(int node, long now, Gap.Reason reason) {
        part(STORES + PER_STORE * node).end(now, reason);
    }

    void stopped(int node, long now) {
        leaseEnded(node, now, Gap.Reason.RESTARTED);
        running(node).end(now, Gap.Reason.RESTARTED);
    }

    void restarted(int node, long now) {
        running(node).hold(now, Long.MAX_VALUE);
    }

    /** A store that was not there before. */
    void joined(int node, long now) {
        part(STORES + PER_STORE * node + 1).hold(now, Long.MAX_VALUE);
    }

    Spells schedulers() {
        return part(SCHEDULERS);
    }

    Spells gc() {
        return part(GC);
    }

    Spells lease(int node) {
        return part(STORES + PER_STORE * node);
    }

    Spells running(int node) {
        int number = STORES + PER_STORE * node + 1;
        boolean known = number < parts.length && parts[number] != null;
        Spells spells = part(number);
        if (!known) {
            spells.hold(begin, Long.MAX_VALUE);
        }
        return spells;
    }

    private Spells part(int number) {
        if (number >= parts.length) {
            parts = Arrays.copyOf(parts, 2 * number);
        }
        Spells spells = parts[number];
        if (spells == null) {
            spells = new Spells();
            parts[number] = spells;
        }
        return spells;
    }

    /** The times in which one part held. */
    static final class Spells {
        private long[] from = new long[2];
        private long[] until = new long[2];
        private Gap.Reason[] ended = new Gap.Reason[2];
        private int count;

        void hold(long now, long end) {
            if (count > 0 && until[count - 1] >= now && ended[count - 1] == Gap.Reason.EXPIRED) {
                until[count - 1] = end;
                return;
            }
            if (count == from.length) {
                from = Arrays.copyOf(from, 2 * count);
                until = Arrays.copyOf(until, 2 * count);
                ended = Arrays.copyOf(ended, 2 * count);
            }
            from[count] = now;
            until[count] = end;
            ended[count++] = Gap.Reason.EXPIRED;
        }

        void shorten(long end) {
            if (count > 0) {
                until[count - 1] = Math.min(until[count - 1], end);
            }
        }

        void end(long now, Gap.Reason reason) {
            if (count > 0 && until[count - 1] > now) {
                until[count - 1] = now;
                ended[count - 1] = reason;
            }
        }

        boolean heldThroughout(long begin, long end) {
            for (int i = 0; i < count; i++) {
                if (from[i] <= begin && until[i] >= end) {
                    return true;
                }
            }
            return false;
        }

        /** Tells every time between two moments in which the part did not hold. */
        void gaps(long begin, long end, GapSink sink) {
            long at = begin;
            boolean held = false;
            Gap.Reason reason = Gap.Reason.NOT_TAKEN;
            for (int i = 0; i < count && from[i] <= end; i++) {
                if (until[i] >= begin) {
                    // A spell that begins where another was ended is still another: there is a gap, if of no length.
                    if (held || from[i] > begin) {
                        sink.gap(at, from[i], reason);
                    }
                    at = until[i];
                    held = true;
                }
                reason = ended[i];
            }
            if (at < end) {
                sink.gap(at, end, reason);
            }
        }
    }

    /** Takes what {@link Spells#gaps} finds. */
    interface GapSink {
        void gap(long from, long to, Gap.Reason reason);
    }
}
