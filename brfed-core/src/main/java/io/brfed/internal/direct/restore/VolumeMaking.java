package io.brfed.internal.direct.restore;

import io.brfed.api.ProviderException;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.NewVolume;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Requests volumes, so many at a time and so fast as the budget allows. A request without an answer is made again with the
 * same token, which makes no second volume. None is made by a process that stood still before it has seen that the work is
 * still its own. Touched by tasks of the scheduler only.
 */
final class VolumeMaking {
    private final Means means;
    private final Heard heard;
    private final Deque<VolumeRequest> queue = new ArrayDeque<>();
    private final CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    private int open;
    private int slots;
    private int inFlight;
    private boolean stopped;

    /** Who is told. */
    interface Heard {
        /** Ends when it is known that nobody else goes on in place of this process; fails if it is not. */
        CompletionStage<Boolean> sure();

        void made(VolumeRequest request, NewVolume volume);

        void failed(Throwable error);
    }

    VolumeMaking(Means means, Heard heard) {
        this.means = means;
        this.heard = heard;
    }

    void begin(Collection<VolumeRequest> requests) {
        queue.addAll(requests);
        open = requests.size();
        pump();
    }

    /** How many requests have no answer yet. */
    int open() {
        return open;
    }

    /** Sends nothing any more; the stage ends when every request has an answer or is given up. */
    CompletionStage<Boolean> stop() {
        stopped = true;
        settle();
        return quiet;
    }

    private void settle() {
        if (stopped && inFlight == 0) {
            quiet.complete(true);
        }
    }

    private void pump() {
        while (!stopped && slots < means.settings().parallel() && !queue.isEmpty()) {
            VolumeRequest request = queue.remove();
            slots++;
            means.scheduler().schedule(means.provider().budget().reserve(Call.CREATE_VOLUME), () -> send(request));
        }
    }

    private void send(VolumeRequest request) {
        if (stopped) {
            return;
        }
        inFlight++;
        heard.sure().whenComplete((sure, error) -> {
            if (error == null && !stopped) {
                create(request);
                return;
            }
            inFlight--;
            slots--;
            if (error != null && !stopped) {
                heard.failed(error);
            }
            settle();
        });
    }

    private void create(VolumeRequest request) {
        Duration limit = means.settings().call();
        means.calls()
                .write(
                        "requesting a volume from " + request.snapshot(),
                        limit,
                        () -> means.provider().create(request, limit))
                .whenComplete((volume, error) -> {
                    inFlight--;
                    slots--;
                    if (error == null) {
                        open--;
                        heard.made(request, volume);
                    } else if (!stopped) {
                        failed(request, (ProviderException) error);
                    }
                    pump();
                    settle();
                });
    }

    private void failed(VolumeRequest request, ProviderException error) {
        switch (error.fault()) {
            case RETRY -> {
                means.provider().budget().exhausted(Call.CREATE_VOLUME);
                again(request, means.backOff());
            }
            case UNREACHABLE, OUTCOME_UNKNOWN -> again(request, means.backOff());
            case BUSY_UNTIL ->
                again(request, error.busyFor().orElse(means.settings().glance()));
            case GONE, REFUSED -> heard.failed(error);
        }
    }

    private void again(VolumeRequest request, Duration wait) {
        means.scheduler().schedule(wait, () -> {
            queue.addFirst(request);
            pump();
        });
    }
}
