package io.brfed.internal.direct.restore;

import io.brfed.api.VolumeId;
import io.brfed.internal.loop.Causes;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far volumes are, all that are not made in one question, until none is left. Touched by tasks of the scheduler only.
 */
final class VolumeWaiting {
    private static final int SHOWN = 3;

    private final Means means;
    private final Heard heard;
    private final Supplier<Duration> pace;
    private final Map<VolumeId, Pending> pending = new TreeMap<>();
    private Scheduler.@Nullable Timer next;
    private String unanswered = "";
    private boolean asking;
    private boolean stopped;

    /** Who is told. */
    interface Heard {
        void available(VolumeRequest request, NewVolume volume);

        void lost(String why);
    }

    private static final class Pending {
        private final VolumeRequest request;
        private final Duration since;
        private boolean seen;

        Pending(VolumeRequest request, Duration since) {
            this.request = request;
            this.since = since;
        }
    }

    /**
     * Nothing to wait for.
     *
     * @param pace the time to the next question
     */
    VolumeWaiting(Means means, Heard heard, Supplier<Duration> pace) {
        this.means = means;
        this.heard = heard;
        this.pace = pace;
    }

    /** Waits for a volume that was just requested. */
    void add(VolumeRequest request, NewVolume volume) {
        pending.put(volume.id(), new Pending(request, means.now()));
        askSoon();
    }

    /** Waits for a volume that has been seen. */
    void addSeen(VolumeRequest request, NewVolume volume) {
        add(request, volume);
        look(Map.of(volume.id(), volume), Set.of(volume.id()));
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Asks at the pace that holds from now on. */
    void hurry() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        askSoon();
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    /** What is waited for, in words. */
    String described() {
        List<String> some = pending.entrySet().stream()
                .limit(SHOWN)
                .map(one -> one.getKey() + " of store " + one.getValue().request.store())
                .toList();
        int more = pending.size() - some.size();
        return pending.size() + " volumes are not available: " + String.join(", ", some)
                + (more > 0 ? " and " + more + " more" : "")
                + unanswered;
    }

    private void askSoon() {
        if (!stopped && !asking && next == null && !pending.isEmpty()) {
            next = means.scheduler().schedule(pace.get(), this::ask);
        }
    }

    private void ask() {
        next = null;
        if (stopped || pending.isEmpty()) {
            return;
        }
        asking = true;
        Set<VolumeId> asked = Set.copyOf(pending.keySet());
        Duration limit = means.settings().call();
        means.calls()
                .read(
                        "asking for " + asked.size() + " volumes",
                        limit,
                        () -> means.provider().describe(asked, limit))
                .whenComplete((found, error) -> {
                    asking = false;
                    unanswered = error == null ? "" : " (asking for them failed: " + Causes.words(error) + ")";
                    if (error == null && !stopped) {
                        Map<VolumeId, NewVolume> byId = new HashMap<>();
                        found.forEach(volume -> byId.put(volume.id(), volume));
                        look(byId, asked);
                    }
                    askSoon();
                });
    }

    private void look(Map<VolumeId, NewVolume> byId, Set<VolumeId> asked) {
        for (VolumeId id : new ArrayList<>(asked)) {
            Pending one = pending.get(id);
            if (one != null && !stopped) {
                look(one, id, byId.get(id));
            }
        }
    }

    private void look(Pending one, VolumeId id, @Nullable NewVolume volume) {
        if (volume == null) {
            boolean late =
                    means.now().minus(one.since).compareTo(means.settings().showsWithin()) < 0;
            if (one.seen || !late) {
                heard.lost(named(one, id) + (one.seen ? "does not exist any more" : "never showed")
                        + "; somebody removed it, or EC2 could not make it");
            }
            return;
        }
        one.seen = true;
        switch (volume.state()) {
            case CREATING -> {}
            case AVAILABLE, IN_USE -> {
                pending.remove(id);
                Optional<String> mismatch = Start.mismatch(volume, one.request);
                mismatch.ifPresentOrElse(heard::lost, () -> heard.available(one.request, volume));
            }
            case DELETING, DELETED -> heard.lost(named(one, id) + "is being removed by somebody else");
            case ERROR -> heard.lost(named(one, id) + "could not be made by EC2" + keyAdvice(one));
        }
    }

    private static String named(Pending one, VolumeId id) {
        return "volume " + id + " of store " + one.request.store() + ", from " + one.request.snapshot() + ", ";
    }

    private static String keyAdvice(Pending one) {
        String key = one.request.target().encryption().key();
        return key.isEmpty()
                ? "; if its snapshot is encrypted, check that its key can be used"
                : "; check that key '" + key + "' is enabled, is in this region, and may be used by this role";
    }
}
