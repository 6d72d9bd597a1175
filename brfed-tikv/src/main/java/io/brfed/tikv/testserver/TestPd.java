package io.brfed.tikv.testserver;

import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.tikv.internal.wire.metapb.NodeState;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.metapb.StoreState;
import io.grpc.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/**
 * A PD of several members that speaks HTTP and gRPC on one loopback port each. It knows no store before one registers,
 * which {@link TestTidbCluster} sees to. What only a leader's memory holds (pauses of schedulers and checkers, operators) is
 * lost when the leader changes; the rest is not. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TestPd implements AutoCloseable {
    private final PdState state;
    private final List<Server> servers = new ArrayList<>();
    private final List<Front> fronts = new ArrayList<>();

    TestPd(TestTidbCluster.Settings settings, ServerThreads threads) {
        this.state = new PdState(settings.version(), settings.clusterId(), threads);
        Optional<SSLContext> tls = settings.context();
        for (int i = 0; i < settings.pdMembers(); i++) {
            PdHttpApi http = new PdHttpApi(state, i);
            Server server =
                    GrpcBackend.start(threads.pool(), List.of(new PdGrpcService(state, i), new EtcdKeys(state)));
            Front front = new Front(threads.pool(), tls, server.getPort(), http::answer);
            servers.add(server);
            fronts.add(front);
            String scheme = tls.isPresent() ? "https" : "http";
            synchronized (state) {
                state.urls.add(scheme + "://localhost:" + front.port());
            }
        }
    }

    /** The client URL of each member. */
    public List<String> urls() {
        synchronized (state) {
            return List.copyOf(state.urls);
        }
    }

    /** The id of the cluster; unsigned. */
    public long clusterId() {
        return state.clusterId;
    }

    /** The client URL of the leader; empty during an election. */
    public Optional<String> leader() {
        synchronized (state) {
            return state.leader() < 0 ? Optional.empty() : Optional.of(state.urls.get(state.leader()));
        }
    }

    /** Makes the next member the leader. With one member it is elected anew. */
    public void changeLeader() {
        synchronized (state) {
            int next = (state.leader() + 1) % state.urls.size();
            state.lead(-1);
            state.lead(next);
        }
    }

    /** Leaves PD without a leader until {@link #changeLeader}. */
    public void loseLeader() {
        synchronized (state) {
            state.lead(-1);
        }
    }

    /** Whether it is marked as recovering. */
    public boolean isMarked() {
        synchronized (state) {
            return state.recovering;
        }
    }

    /** Answers the next attempt to raise the timestamps so, and does nothing. */
    public void refuseNextTimestamp(int code, String text) {
        synchronized (state) {
            state.resets.add(PdHttpApi.text(code, text));
        }
    }

    /** The last id that it gave out, or was set to. */
    public long lastId() {
        synchronized (state) {
            return state.lastId();
        }
    }

    /** Makes the members say that the leader is somewhere else, as with wrong settings; anything that is not an address, too. */
    public void misplaceLeader(String url) {
        synchronized (state) {
            state.wrongLeaderUrl = url;
        }
    }

    /** Ends the connections of all members and accepts no more, until {@link #reopen}. */
    public void shut() {
        fronts.forEach(Front::shut);
    }

    /** Ends the connections of one member and accepts no more, until {@link #reopen}. */
    public void shut(int member) {
        fronts.get(member).shut();
    }

    /** Accepts connections again. */
    public void reopen() {
        fronts.forEach(Front::reopen);
    }

    /** The schedulers that are paused, with the seconds that are left. */
    public Map<String, Long> pausedSchedulers() {
        synchronized (state) {
            return left(state.scheduling.paused(state.now()));
        }
    }

    /** The checkers that are paused, with the seconds that are left. */
    public Map<String, Long> pausedCheckers() {
        synchronized (state) {
            return left(state.scheduling.pausedCheckers(state.now()));
        }
    }

    private Map<String, Long> left(Map<String, PdScheduling.Span> spans) {
        Map<String, Long> left = new TreeMap<>();
        spans.forEach((name, span) ->
                left.put(name, Duration.between(state.now(), span.until()).toSeconds()));
        return left;
    }

    /** The temporary settings that are in force: the name with its prefix, to its value in JSON. */
    public Map<String, String> temporarySettings() {
        Map<String, String> settings = new TreeMap<>();
        synchronized (state) {
            state.scheduling.temporary(state.now()).forEach((name, setting) -> settings.put(name, setting.value()));
        }
        return settings;
    }

    /** Who holds garbage collection, and where. */
    public Map<String, Tso> gcHolds() {
        Map<String, Tso> holds = new TreeMap<>();
        synchronized (state) {
            state.gc.held(state.now()).forEach((holder, hold) -> holds.put(holder, hold.safePoint()));
        }
        return holds;
    }

    /** Lets garbage collection go on to a timestamp, whatever is held. */
    public void advanceGc(Tso to) {
        synchronized (state) {
            state.gc.advance(to);
        }
    }

    /** Keeps the min-resolved-ts from moving, while PD goes on to say that it is up to date. */
    public void freezeMinResolvedTs() {
        synchronized (state) {
            state.minResolved();
            state.resolving(PdState.Resolving.FROZEN);
        }
    }

    /** Switches the min-resolved-ts off. */
    public void disableMinResolvedTs() {
        synchronized (state) {
            state.resolving(PdState.Resolving.OFF);
        }
    }

    /** Lets the min-resolved-ts fall back and stay there, as after a change of the leader. */
    public void setBackMinResolvedTs(Duration by) {
        synchronized (state) {
            state.fallBack(by);
            state.resolving(PdState.Resolving.FROZEN);
        }
    }

    /** Begins a scheduling operator on a region. */
    public void addOperator(long region, String description) {
        synchronized (state) {
            state.scheduling.operators().put(region, description);
        }
    }

    /** The regions with a scheduling operator. */
    public Set<Long> operators() {
        synchronized (state) {
            return Set.copyOf(state.scheduling.operators().keySet());
        }
    }

    /** Puts a key into PD's etcd, for example that of a changefeed. */
    public void putKey(String key, String value) {
        synchronized (state) {
            state.etcd.put(key, value);
        }
    }

    /** Begins to empty a store. */
    public void offline(StoreId store) {
        change(store, StoreState.Offline, NodeState.Removing);
    }

    /** Makes a store a tombstone. */
    public void bury(StoreId store) {
        change(store, StoreState.Tombstone, NodeState.Removed);
    }

    /** Makes a store one that is joining. */
    public void prepare(StoreId store) {
        change(store, StoreState.Up, NodeState.Preparing);
    }

    private void change(StoreId store, StoreState next, NodeState node) {
        synchronized (state) {
            Store known = state.cluster.stores().stream()
                    .filter(candidate -> candidate.getId() == store.bits())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("PD knows no store " + store));
            state.cluster.change(
                    known.toBuilder().setState(next).setNodeState(node).build());
        }
    }

    /** Ends all members. */
    @Override
    public void close() {
        fronts.forEach(Front::close);
        servers.forEach(Server::shutdownNow);
    }
}
