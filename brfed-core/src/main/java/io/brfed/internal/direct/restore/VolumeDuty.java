package io.brfed.internal.direct.restore;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.CallBudget.Call;
import io.brfed.spi.NewVolume;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeProvider;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of one member of a restore. Looks first what an earlier process has made, writes down what it is about to do,
 * requests what is missing, and waits until all are available; a volume that fails or vanishes fails all of it at once. What
 * was made stays until {@link VolumeRemoval}, or for another duty of the same plan to go on with. For one use; touched by tasks
 * of the scheduler only.
 */
public final class VolumeDuty {
    private final VolumeTask task;
    private final Means means;
    private final Ledger ledger;
    private final VolumeMaking making;
    private final VolumeWaiting waiting;
    private final Map<SnapshotId, VolumeId> available = new TreeMap<>();
    private final CompletableFuture<Made> result = new CompletableFuture<>();
    private List<VolumeId> surplus = List.of();
    private Duration showsBy = Duration.ZERO;
    private Scheduler.@Nullable Timer atEnd;
    private boolean stopped;

    /**
     * What was made.
     *
     * @param volumes every volume of the plan by its snapshot
     * @param leftBehind what does not count and could not be removed, with the reason
     */
    public record Made(Map<SnapshotId, VolumeId> volumes, List<String> leftBehind) {
        /** Copies both. */
        public Made {
            volumes = Map.copyOf(volumes);
            leftBehind = List.copyOf(leftBehind);
        }
    }

    /** A duty that has not begun. */
    public VolumeDuty(VolumeTask task, VolumeProvider provider, Scheduler scheduler, VolumeSettings settings) {
        this.task = task;
        this.means = new Means(provider, scheduler, settings);
        this.ledger = new Ledger(means, task);
        this.making = new VolumeMaking(means, new Requested());
        this.waiting = new VolumeWaiting(means, new Watched(), this::pace);
    }

    /** Makes what is missing; ends when all volumes are available and that is written down, or at the first failure. */
    public CompletionStage<Made> begin() {
        int count = task.plan().volumes().size();
        Duration turn = means.provider().budget().wouldWait(Call.CREATE_VOLUME, count);
        Duration most = turn.plus(means.settings().longest());
        atEnd = means.scheduler()
                .schedule(
                        most,
                        () -> fail("within " + most + " " + waiting.described() + ", " + making.open() + " of " + count
                                + " were not requested"));
        showsBy = means.now().plus(means.settings().showsWithin());
        look();
        return result;
    }

    /** The part of the volumes that are available, 0 to 1. */
    public double progress() {
        return available.size() / (double) task.plan().volumes().size();
    }

    /**
     * Requests nothing any more; the stage ends when no request is under way, and nothing that was made is still being written
     * down.
     */
    public CompletionStage<Boolean> stop(Throwable why) {
        end(why);
        return making.stop().thenCompose(quiet -> ledger.settled()).handle((written, error) -> true);
    }

    private void look() {
        if (stopped) {
            return;
        }
        Duration limit = means.settings().call();
        means.calls()
                .read(
                        "looking for volumes of " + task.plan().id(),
                        limit,
                        () -> means.provider()
                                .find(task.plan().id(), task.plan().cluster(), limit))
                .whenComplete((found, error) -> {
                    if (error == null
                            && !Start.showsAll(task, found)
                            && means.now().compareTo(showsBy) < 0) {
                        means.scheduler().schedule(means.settings().poll(), this::look);
                    } else if (error == null) {
                        start(Start.of(task, found));
                    } else if (passes(error)) {
                        means.scheduler().schedule(means.backOff(), this::look);
                    } else {
                        end(error);
                    }
                });
    }

    private void start(Start start) {
        if (stopped) {
            return;
        }
        surplus = start.surplus();
        if (start.refusal().isPresent()) {
            fail(start.refusal().get());
            return;
        }
        Map<SnapshotId, VolumeEntry> intended = new HashMap<>();
        start.missing()
                .forEach(request ->
                        intended.put(request.snapshot(), new VolumeEntry(request.attempt(), Optional.empty())));
        start.adopted()
                .forEach((snapshot, volume) -> intended.put(
                        snapshot, new VolumeEntry(Math.max(1, volume.attempt()), Optional.of(volume.id()))));
        ledger.intend(intended).whenComplete((written, error) -> {
            if (error != null) {
                end(error);
            } else if (!stopped) {
                make(start);
            }
        });
    }

    private void make(Start start) {
        making.begin(start.missing());
        for (VolumeRequest request : task.plan().volumes()) {
            NewVolume adopted = start.adopted().get(request.snapshot());
            if (adopted != null) {
                waiting.addSeen(request, adopted);
            }
        }
    }

    private Duration pace() {
        return making.open() > 0 ? means.settings().glance() : means.settings().poll();
    }

    private void finishIfComplete() {
        if (stopped
                || making.open() > 0
                || available.size() < task.plan().volumes().size()) {
            return;
        }
        stopped = true;
        cancelEnd();
        ledger.settled().whenComplete((written, error) -> {
            if (error != null) {
                result.completeExceptionally(error);
            } else {
                removeSurplus();
            }
        });
    }

    private void removeSurplus() {
        if (surplus.isEmpty()) {
            result.complete(new Made(available, List.of()));
            return;
        }
        VolumeOwner owner = new VolumeOwner(task.plan().id(), task.plan().cluster());
        new VolumeCleanUp(means, owner, Set.copyOf(available.values()), means.now())
                .remove(surplus)
                .thenAccept(left -> result.complete(new Made(available, left)));
    }

    private void fail(String why) {
        end(new ProviderException(
                Fault.REFUSED, "the volumes of member '" + task.plan().cluster() + "' were not all made: " + why));
    }

    private void end(Throwable why) {
        stopped = true;
        cancelEnd();
        waiting.stop();
        CompletionStage<Boolean> unused = making.stop();
        result.completeExceptionally(why);
    }

    private void cancelEnd() {
        if (atEnd != null) {
            atEnd.cancel();
        }
    }

    private static boolean passes(Throwable error) {
        return error instanceof ProviderException failure
                && failure.fault() != Fault.REFUSED
                && failure.fault() != Fault.GONE;
    }

    private final class Requested implements VolumeMaking.Heard {
        /** Written down also after a failure, because it has to be removed. */
        @Override
        public void made(VolumeRequest request, NewVolume volume) {
            ledger.made(request.snapshot(), volume.id());
            if (stopped) {
                return;
            }
            waiting.add(request, volume);
            if (making.open() == 0) {
                waiting.hurry();
            }
        }

        @Override
        public CompletionStage<Boolean> sure() {
            return ledger.sureFor(means.settings().call());
        }

        @Override
        public void failed(Throwable error) {
            end(error);
        }
    }

    private final class Watched implements VolumeWaiting.Heard {
        @Override
        public void available(VolumeRequest request, NewVolume volume) {
            available.put(request.snapshot(), volume.id());
            finishIfComplete();
        }

        @Override
        public void lost(String why) {
            fail(why);
        }
    }
}
