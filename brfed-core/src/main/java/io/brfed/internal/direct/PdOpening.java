package io.brfed.internal.direct;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.Tso;
import io.brfed.internal.direct.RestoreGroup.Opened;
import io.brfed.internal.direct.RestoreJournal.Pd;
import io.brfed.spi.PdIdentity;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Makes a fresh PD one that TiKV can come back to: marked as recovering, with timestamps above every commit on the volumes.
 * A PD that has ever had a store is not touched: nothing here may ever wreck a cluster that is alive.
 */
final class PdOpening {
    private final Scene scene;
    private final RestoreJournal journal;

    PdOpening(Scene scene) {
        this.scene = scene;
        this.journal = scene.journal();
    }

    /** Tells the other members what this one's journal says. */
    void tellIfOpened() {
        Long cluster = journal.pdCluster;
        Tso timestamp = journal.timestamp;
        if (journal.pd == Pd.OPENED && cluster != null && timestamp != null) {
            scene.tell(new Opened(cluster, timestamp));
        }
    }

    CompletionStage<Boolean> open() {
        return scene.parts()
                .thenCompose(parts -> identity().thenCompose(pd -> {
                    refuseSource(parts, pd);
                    Tso ceiling = parts.stream()
                            .map(BackupPart::ceiling)
                            .max(Tso::compareTo)
                            .orElseThrow();
                    return fresh(pd, ceiling).thenCompose(fresh -> raise(ceiling));
                }))
                .thenCompose(verified -> {
                    journal.pd = Pd.OPENED;
                    return scene.keep();
                })
                .thenApply(kept -> {
                    tellIfOpened();
                    return true;
                });
    }

    private CompletionStage<PdIdentity> identity() {
        return scene.calls()
                .read(
                        "reading the identity of PD",
                        scene.limit(),
                        () -> scene.ground().reach().pd().identity(scene.limit()));
    }

    private static void refuseSource(List<BackupPart> parts, PdIdentity pd) {
        boolean source = parts.stream()
                .map(BackupPart::pdClusterId)
                .flatMap(Optional::stream)
                .anyMatch(id -> id == pd.clusterId());
        if (source) {
            throw new ProviderException(
                    Fault.REFUSED,
                    "PD at " + pd.leaderAddress() + " is of TiDB cluster " + Long.toUnsignedString(pd.clusterId())
                            + ", the one that was backed up; nothing was sent to it. Restore into a new TiDB cluster");
        }
    }

    /** Sees that PD is fresh, and writes that down, before anything is sent to it. */
    private CompletionStage<Boolean> fresh(PdIdentity pd, Tso ceiling) {
        Long seen = journal.pdCluster;
        if (journal.pd != Pd.UNTOUCHED && seen != null && seen != pd.clusterId()) {
            throw new ProviderException(
                    Fault.REFUSED,
                    "PD at " + pd.leaderAddress() + " is of TiDB cluster " + Long.toUnsignedString(pd.clusterId())
                            + ", not of " + Long.toUnsignedString(seen)
                            + ", which this restore began with; nothing was sent to it. Look where its address leads");
        }
        // No store of ours starts before the journal says that PD is open: whoever brought one has marked PD, too, if
        // it is.
        return bootstrapped()
                .thenApply(bootstrapped -> {
                    if (bootstrapped) {
                        throw new ProviderException(
                                Fault.REFUSED,
                                "PD at " + pd.leaderAddress() + " has had TiKV stores, and none of this restore: it may"
                                        + " be that of a cluster that is alive, so nothing was sent to it. Restore into"
                                        + " a new TidbCluster in recovery mode");
                    }
                    return true;
                })
                .thenCompose(may -> {
                    journal.pd = Pd.FRESH;
                    journal.pdCluster = pd.clusterId();
                    journal.timestamp = ceiling;
                    return scene.keep();
                });
    }

    private CompletionStage<Boolean> bootstrapped() {
        return scene.calls()
                .read(
                        "asking PD whether it has had stores",
                        scene.limit(),
                        () -> scene.group().pd().isBootstrapped(scene.limit()));
    }

    private CompletionStage<Boolean> marked() {
        return scene.calls()
                .read(
                        "asking PD for its mark",
                        scene.limit(),
                        () -> scene.group().pd().isMarked(scene.limit()));
    }

    /** That what is sent to PD now is sent before anything can run on it. */
    CompletionStage<Boolean> stillMarked() {
        return marked().thenApply(recovering -> {
            if (recovering) {
                return true;
            }
            throw new ProviderException(
                    Fault.REFUSED,
                    "PD is no longer marked as recovering, although its data was not recovered; nothing was sent to it."
                            + " Delete this restore and the TidbCluster, and begin again");
        });
    }

    private CompletionStage<Boolean> raise(Tso ceiling) {
        return scene.act("marking PD as recovering", () -> scene.group().pd().mark(scene.limit()))
                .thenCompose(marked -> scene.act(
                        "raising PD's timestamps", () -> scene.group().pd().raiseTimestamp(ceiling, scene.limit())))
                .thenCompose(raised -> verify(ceiling));
    }

    /** That PD is as {@link #open} leaves it, asked of PD itself. */
    CompletionStage<Boolean> verify(Tso ceiling) {
        CompletionStage<Tso> now = scene.calls()
                .read(
                        "taking a timestamp from PD",
                        scene.limit(),
                        () -> scene.ground().reach().pd().timestamp(scene.limit()));
        return marked().thenCombine(now, (marked, timestamp) -> {
            if (!marked) {
                throw new ProviderException(
                        Fault.RETRY,
                        "PD does not say that it is recovering, so no TiKV may start; it was marked before");
            }
            if (timestamp.compareTo(ceiling) <= 0) {
                throw new ProviderException(
                        Fault.RETRY,
                        "PD gives out timestamp " + timestamp + ", which is not above " + ceiling
                                + ", up to which the volumes have commits; no TiKV may start");
            }
            return true;
        });
    }

    /** That it is the same PD. */
    CompletionStage<Boolean> same(Opened opened) {
        return identity().thenApply(pd -> {
            if (pd.clusterId() != opened.clusterId()) {
                throw new ProviderException(
                        Fault.REFUSED, "PD at " + pd.leaderAddress() + " is another one than the restore has marked");
            }
            return true;
        });
    }
}
