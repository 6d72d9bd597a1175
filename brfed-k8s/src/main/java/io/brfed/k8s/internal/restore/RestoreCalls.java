package io.brfed.k8s.internal.restore;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.TidbClusterRef;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Stages;
import io.brfed.k8s.internal.discovery.Discovery;
import io.brfed.spi.BoundVolume;
import io.brfed.spi.RestoreTarget;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The calls of a restore to one API server. Thread-safe. */
public final class RestoreCalls {
    private final ApiServer server;
    private final Discovery discovery;

    /** The calls to a server. */
    public RestoreCalls(ApiServer server, Discovery discovery) {
        this.server = server;
        this.discovery = discovery;
    }

    /** Reads what is restored into. */
    public CompletionStage<RestoreTarget> look(TidbClusterRef tidbCluster, Duration time) {
        return discovery.target(tidbCluster, time);
    }

    /** Reads what was backed up. */
    public RestoreTarget.Specification recorded(String tidbCluster) {
        return discovery.recorded(tidbCluster);
    }

    /** Creates one volume's objects. */
    public CompletionStage<Void> place(OperationId id, BoundVolume volume, Duration time) {
        return Stages.bare(new VolumePlacing(server, in(time), id).place(volume));
    }

    /** Gives the word that the volumes are ready. */
    public CompletionStage<Void> startTikv(TidbClusterRef tidbCluster, OperationId id, Duration time) {
        return Stages.bare(change(tidbCluster, time).giveWord(id));
    }

    /** Deletes pods. */
    public CompletionStage<Void> restartTikv(
            TidbClusterRef tidbCluster, Collection<RestoreTarget.Pod> pods, Duration time) {
        return Stages.bare(new Removals(server, in(time)).pods(tidbCluster, pods));
    }

    /** Ends the recovery mode. */
    public CompletionStage<Void> endRecovery(TidbClusterRef tidbCluster, Duration time) {
        return Stages.bare(change(tidbCluster, time).endRecovery());
    }

    /** Takes back the word and deletes the objects; a TidbCluster that has gone has no word. */
    public CompletionStage<List<String>> withdraw(TidbClusterRef tidbCluster, OperationId id, Duration time) {
        Limit limit = in(time);
        CompletionStage<Void> word = new TidbClusterChange(server, limit, tidbCluster)
                .takeBackWord(id)
                .exceptionallyCompose(error ->
                        Stages.cause(error) instanceof ProviderException failure && failure.fault() == Fault.GONE
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(error));
        return Stages.bare(word.thenCompose(done -> new Removals(server, limit).ofRestore(tidbCluster, id)));
    }

    /** Which rights are missing. */
    public CompletionStage<List<Finding>> checkRights(TidbClusterRef tidbCluster, Duration time) {
        return discovery.checkRights(RestoreRights.ALL, tidbCluster, time);
    }

    private TidbClusterChange change(TidbClusterRef tidbCluster, Duration time) {
        return new TidbClusterChange(server, in(time), tidbCluster);
    }

    private Limit in(Duration time) {
        return Limit.in(time, server.threads());
    }
}
