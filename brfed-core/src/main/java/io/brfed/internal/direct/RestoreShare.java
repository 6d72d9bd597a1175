package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.internal.direct.pdstate.PdComparison;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.JointCheck;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import io.brfed.spi.DataRecovery.Task;
import io.brfed.spi.PdIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one member restores, to be compared with the others' and with the PD that all come back to.
 *
 * @param zones the zone that replaces each zone of the backup; one that is not named stays
 */
record RestoreShare(
        Ground ground, RestoreGroup restores, MemberRequest request, BackupPart part, Map<String, String> zones)
        implements JointCheck {
    private static final OperationId NOBODY = new OperationId("check");

    @Override
    public Object group() {
        return restores;
    }

    @Override
    public CompletionStage<List<Finding>> check(List<JointCheck> all, List<Readiness> members, Duration limit) {
        List<RestoreShare> shares = all.stream()
                .filter(RestoreShare.class::isInstance)
                .map(RestoreShare.class::cast)
                .toList();
        List<Finding> own = new ArrayList<>();
        long strangers = members.stream().filter(RestoreShare::isStrange).count();
        if (strangers > 0) {
            own.add(Finding.fault(
                    "clusters",
                    Long.toString(strangers),
                    "are on planes that were not made by this DirectPlanes, and whose stores it cannot know",
                    "restore all members by direct planes that one DirectPlanes made, or all by TiDB Operator"));
        }
        stores(shares, own);
        pauses(shares, own);
        List<CompletableFuture<List<Finding>>> asked = List.of(
                pd(shares, limit).toCompletableFuture(),
                state(shares, limit).toCompletableFuture(),
                recovery(shares, limit).toCompletableFuture());
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            asked.forEach(findings -> own.addAll(findings.join()));
            return List.copyOf(own);
        });
    }

    /** Whether a member is ready for a restore of another kind. */
    private static boolean isStrange(Readiness member) {
        return member.joint().stream().noneMatch(RestoreShare.class::isInstance)
                && member.findings().stream().noneMatch(finding -> finding.severity() == Finding.Severity.FAULT);
    }

    /** Disjoint, and as many as the TiDB cluster had. */
    private static void stores(List<RestoreShare> shares, List<Finding> findings) {
        Map<StoreId, RestoreShare> owners = new HashMap<>();
        for (RestoreShare share : shares) {
            for (StoreId store : share.part().stores()) {
                RestoreShare other = owners.putIfAbsent(store, share);
                if (other != null) {
                    findings.add(Finding.fault(
                            "store",
                            store.toString(),
                            "is in the parts of " + other.ground().cluster() + " and of "
                                    + share.ground().cluster(),
                            "give each member its own part of the backup"));
                }
            }
        }
        Set<Integer> wanted = new TreeSet<>();
        shares.forEach(
                share -> wanted.add(share.part().meta().content().replicas().tikv()));
        if (wanted.size() != 1 || !wanted.contains(owners.size())) {
            findings.add(Finding.fault(
                    "stores",
                    Integer.toString(owners.size()),
                    "are in these parts, but the TiDB cluster had " + wanted,
                    "restore all members of one backup, and no others"));
        }
    }

    /** The pause of the original's backups is not known; those of ours have one for all members. */
    private static void pauses(List<RestoreShare> shares, List<Finding> findings) {
        Set<String> pauses = new TreeSet<>();
        shares.forEach(share -> share.part()
                .meta()
                .facts()
                .map(PauseFacts::pauseIdentity)
                .ifPresentOrElse(pauses::add, () -> pauses.add("unknown")));
        if (pauses.size() > 1) {
            findings.add(Finding.fault(
                    "pause",
                    pauses.toString(),
                    "is not the same for all members, so their snapshots do not belong together",
                    "restore the members of one backup"));
        } else if (pauses.contains("unknown")) {
            findings.add(Finding.notice(
                    "pause",
                    "unknown",
                    "the original took this backup and did not record which pause its snapshots belong to",
                    "see that all members are of one VolumeBackup"));
        }
    }

    private CompletionStage<List<Finding>> pd(List<RestoreShare> shares, Duration limit) {
        CompletionStage<PdIdentity> identity = ground.calls()
                .read(
                        "reading the identity of PD",
                        limit,
                        () -> ground.reach().pd().identity(limit));
        CompletionStage<Boolean> bootstrapped = ground.calls()
                .read(
                        "asking PD whether it has had stores",
                        limit,
                        () -> restores.pd().isBootstrapped(limit));
        return identity.thenCombine(bootstrapped, (pd, used) -> judged(shares, pd, used))
                .exceptionally(error -> List.of(Finding.fault(
                        "PD",
                        Causes.fault(error).map(Fault::toString).orElse(""),
                        Causes.words(error),
                        "make PD reachable from here, and try again")));
    }

    private static List<Finding> judged(List<RestoreShare> shares, PdIdentity pd, boolean bootstrapped) {
        List<Finding> findings = new ArrayList<>();
        String id = Long.toUnsignedString(pd.clusterId());
        boolean source = shares.stream()
                .map(share -> share.part().pdClusterId())
                .flatMap(Optional::stream)
                .anyMatch(cluster -> cluster == pd.clusterId());
        if (source) {
            findings.add(Finding.fault(
                    "PD",
                    id,
                    "is of the TiDB cluster that was backed up",
                    "restore into a new TiDB cluster, and give the addresses of its PD"));
        }
        if (bootstrapped) {
            findings.add(Finding.fault(
                    "PD",
                    id,
                    "has had TiKV stores: it may be that of a cluster that is alive",
                    "restore into a new TidbCluster in recovery mode, in which only PD has been started"));
        }
        return findings;
    }

    /** The zones of the backup that no volume is made in. */
    private static Set<String> leftZones(List<RestoreShare> shares) {
        Set<String> left = new TreeSet<>();
        shares.forEach(share -> left.addAll(share.zones().keySet()));
        shares.forEach(share -> {
            left.removeAll(share.zones().values());
            share.part()
                    .meta()
                    .content()
                    .stores()
                    .forEach(store -> store.volumes().stream()
                            .map(volume -> volume.zone())
                            .filter(zone -> !share.zones().containsKey(zone))
                            .forEach(left::remove));
        });
        return left;
    }

    private CompletionStage<List<Finding>> state(List<RestoreShare> shares, Duration limit) {
        if (part.pdState().isEmpty() && !restores.settings().replays()) {
            return CompletableFuture.completedFuture(List.of());
        }
        PdFindings findings = new PdFindings(part.pdState(), restores.settings().replays(), leftZones(shares));
        return ground.calls()
                .read("reading PD's state", limit, () -> ground.reach().pd().state(PdComparison.DOCUMENTS, limit))
                .thenApply(findings::of)
                .exceptionally(error -> List.of(Finding.notice(
                        "PD's settings",
                        "",
                        "could not be compared with those of the backup: " + Causes.words(error),
                        "compare them with pdstate in the backup")));
    }

    private CompletionStage<List<Finding>> recovery(List<RestoreShare> shares, Duration limit) {
        Set<StoreId> stores = new TreeSet<>();
        shares.forEach(share -> stores.addAll(share.part().stores()));
        Tso ceiling = shares.stream()
                .map(share -> share.part().ceiling())
                .max(Tso::compareTo)
                .orElse(part.ceiling());
        Task task = new Task(
                NOBODY,
                request.member().operation(),
                ground.cluster(),
                request.member().tidbCluster(),
                request.source().orElseThrow(),
                stores,
                part.meta().commitTs(),
                ceiling,
                part.idHighWater());
        return ground.calls()
                .read(
                        "checking what recovers the data",
                        limit,
                        () -> restores.data().check(task, limit))
                .exceptionally(error -> List.of(Finding.fault(
                        "data recovery", restores.data().name(), Causes.words(error), "do what the message says")));
    }
}
