package io.brfed.testkit.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.spi.RegionRoute;
import io.brfed.spi.RegionRoute.RegionAt;
import io.brfed.spi.Scheduler;
import io.brfed.spi.StorePreparation.Events;
import io.brfed.spi.StorePreparation.Loss;
import io.brfed.spi.StorePreparation.Session;
import io.brfed.testkit.direct.FakeWire.Call;
import io.brfed.testkit.direct.FakeWire.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One fake TiKV store. Its monitor guards what changes. */
final class FakeTikvStore {
    private final StoreId id;
    private final TidbTopology topology;
    private final Scheduler scheduler;
    private final FakeWire wire;
    private final Map<Long, Apply> applies = new HashMap<>();
    private Duration leasedUntil = Duration.ZERO;
    private Duration suspendedUntil = Duration.ZERO;
    private boolean leases = true;
    private @Nullable Stream current;

    FakeTikvStore(StoreId id, TidbTopology topology, Scheduler scheduler) {
        this.id = id;
        this.topology = topology;
        this.scheduler = scheduler;
        this.wire = new FakeWire("TiKV store " + id, scheduler);
    }

    /** What a peer answers when asked whether it has applied everything. */
    enum Apply {
        DONE,
        FAILS,
        SILENT
    }

    FakeWire wire() {
        return wire;
    }

    synchronized Duration leaseLeft() {
        return left(leasedUntil);
    }

    synchronized Duration importsSuspended() {
        return left(suspendedUntil);
    }

    private Duration left(Duration until) {
        Duration left = until.minus(scheduler.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void dropLease() {
        leasedUntil = Duration.ZERO;
    }

    /** The process starts again, and has forgotten everything. */
    synchronized void forget() {
        leasedUntil = Duration.ZERO;
        suspendedUntil = Duration.ZERO;
    }

    synchronized void leases(boolean value) {
        leases = value;
    }

    synchronized void failApply(long region, Apply apply) {
        applies.put(region, apply);
    }

    synchronized boolean suspendImports(Duration hold) {
        boolean before = !left(suspendedUntil).isZero();
        suspendedUntil = hold.isZero() ? Duration.ZERO : scheduler.elapsed().plus(hold);
        return before;
    }

    void ends(Loss cause, String why) {
        Stream ended;
        synchronized (this) {
            ended = current;
            current = null;
        }
        if (ended != null) {
            ended.lost(cause, why);
        }
    }

    Session open(Events events) {
        ends(Loss.SUPERSEDED, "CANCELLED \"the loop has been aborted by server\"");
        Stream stream = new Stream(events);
        boolean supported;
        synchronized (this) {
            supported = leases;
            current = supported ? stream : null;
        }
        if (!supported) {
            stream.lost(Loss.UNSUPPORTED, "UNIMPLEMENTED");
        }
        return stream;
    }

    private synchronized boolean renew(Duration hold) {
        boolean valid = !left(leasedUntil).isZero();
        Duration until = scheduler.elapsed().plusSeconds(hold.toSeconds());
        leasedUntil = until.compareTo(leasedUntil) > 0 ? until : leasedUntil;
        return valid;
    }

    private synchronized boolean endLease() {
        boolean valid = !left(leasedUntil).isZero();
        leasedUntil = Duration.ZERO;
        return valid;
    }

    private synchronized Apply apply(long region) {
        return applies.getOrDefault(region, Apply.DONE);
    }

    /** One connection that prepares the store. */
    private final class Stream implements Session {
        private final Events events;
        private @Nullable Loss loss;
        private boolean closed;

        Stream(Events events) {
            this.events = events;
        }

        @Override
        public CompletionStage<Boolean> lease(Duration hold, Duration limit) {
            return open(new Call("lease", Kind.WRITE, limit))
                    .thenCompose(call -> wire.call(call, () -> {
                        refuseIfOver(call);
                        return renew(hold);
                    }));
        }

        @Override
        public CompletionStage<Void> awaitApplied(Collection<RegionAt> regions, Duration limit) {
            return open(new Call("awaitApplied", Kind.WRITE, limit))
                    .thenCompose(call -> wire.call(call, () -> {
                        refuseIfOver(call);
                        if (leaseLeft().isZero()) {
                            ends(Loss.LEASE_EXPIRED, "FAILED_PRECONDITION \"the lease has expired\"");
                        } else {
                            regions.forEach(this::answer);
                        }
                        return true;
                    }))
                    .thenAccept(sent -> {});
        }

        private void answer(RegionAt asked) {
            Optional<RegionRoute> here = topology.regions().stream()
                    .filter(route -> route.region().id() == asked.id())
                    .filter(route ->
                            route.peers().stream().anyMatch(peer -> peer.store().equals(id)))
                    .findFirst();
            if (here.isEmpty()) {
                tell(() -> events.notApplied(asked, "region " + asked.id() + " not found"));
            } else if (!here.get().region().sameEpochAs(asked)) {
                tell(() -> events.notApplied(asked, "epoch not match"));
            } else if (apply(asked.id()) == Apply.FAILS) {
                tell(() -> events.notApplied(asked, "wait apply has been aborted"));
            } else if (apply(asked.id()) == Apply.DONE) {
                tell(() -> events.applied(asked));
            }
        }

        private void tell(Runnable event) {
            scheduler.execute(() -> {
                if (!over()) {
                    event.run();
                }
            });
        }

        @Override
        public CompletionStage<Boolean> finish(Duration limit) {
            return open(new Call("finish", Kind.WRITE, limit))
                    .thenCompose(call -> {
                        synchronized (this) {
                            closed = true;
                        }
                        return wire.call(call, FakeTikvStore.this::endLease);
                    })
                    .whenComplete((valid, error) -> close());
        }

        @Override
        public void close() {
            synchronized (FakeTikvStore.this) {
                if (current == this) {
                    current = null;
                }
            }
            synchronized (this) {
                closed = true;
            }
        }

        private void refuseIfOver(Call call) {
            if (over()) {
                throw ended(call);
            }
        }

        private CompletionStage<Call> open(Call call) {
            return over() ? CompletableFuture.failedStage(ended(call)) : CompletableFuture.completedStage(call);
        }

        private synchronized boolean over() {
            return closed || loss != null;
        }

        private synchronized ProviderException ended(Call call) {
            Loss why = loss;
            if (why == Loss.UNSUPPORTED) {
                return wire.failure(
                        Fault.REFUSED, call, "UNIMPLEMENTED; leases are in TiKV 6.5.8, 7.5.1 and from 8.0.0 on");
            }
            return why == Loss.SUPERSEDED || why == Loss.LEASE_EXPIRED
                    ? wire.failure(Fault.REFUSED, call, String.valueOf(why))
                    : wire.failure(Fault.UNREACHABLE, call, "the connection is closed");
        }

        private void lost(Loss cause, String why) {
            synchronized (this) {
                if (closed || loss != null) {
                    return;
                }
                loss = cause;
            }
            scheduler.execute(() -> events.lost(cause, why));
        }
    }
}
