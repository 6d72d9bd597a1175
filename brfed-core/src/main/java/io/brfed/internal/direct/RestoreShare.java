package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.ProviderException.Fault;
import io.brfed.api.StoreId;
import io.brfed.api.Tso;
import io.brfed.internal.direct.pdstate.PdComparison;
import io.brfed.internal.loop.Causes;
import io.brfed.plane.JointCheck;
import io.brfed.plane.MemberRequest;
import io.brfed.plane.Readiness;
import io.brfed.spi.DataRecovery.Task;
import io.brfed.spi.PdIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 * @param part what it restores; empty if that could not be read, which the member has told
 * @param zones the zone that replaces each zone of the backup; one that is not named stays
 */
record RestoreShare(
        Ground ground,
        RestoreGroup restores,
        MemberRequest request,
        Optional<BackupPart> part,
        Map<String, String> zones)
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
        long strangers = members.stream().filter(this::isStrange).count();
        if (strangers > 0) {
            own.add(Finding.fault(
                    "clusters",
                    Long.toString(strangers),
                    "are on planes that were not made by this DirectPlanes, and whose stores it cannot know",
                    "restore all members by direct planes that one DirectPlanes made, or all by TiDB Operator"));
        }
        PartsTogether parts = PartsTogether.of(shares);
        own.addAll(parts.findings());
        List<CompletableFuture<List<Finding>>> asked = List.of(
                pd(parts, limit).toCompletableFuture(),
                state(parts, shares, limit).toCompletableFuture(),
                recovery(shares, limit).toCompletableFuture());
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            asked.forEach(findings -> own.addAll(findings.join()));
            return List.copyOf(own);
        });
    }

    /** Whether a member is ready for a restore of another kind. */
    private boolean isStrange(Readiness member) {
        return member.joint().stream().noneMatch(share -> share.group() == restores)
                && member.findings().stream().noneMatch(finding -> finding.severity() == Finding.Severity.FAULT);
    }

    private CompletionStage<List<Finding>> pd(PartsTogether parts, Duration limit) {
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
        CompletionStage<Boolean> marked = ground.calls()
                .read("asking PD for its mark", limit, () -> restores.pd().isMarked(limit));
        CompletionStage<State> state = bootstrapped.thenCombine(marked, State::of);
        return identity.thenCombine(state, (pd, found) -> judged(parts, pd, found))
                .exceptionally(error -> List.of(Finding.fault(
                        "PD",
                        Causes.fault(error).map(Fault::toString).orElse(""),
                        Causes.words(error),
                        "make PD reachable from here, and try again")));
    }

    /** What has become of a PD. */
    private enum State {
        FRESH,
        MARKED,
        USED;

        static State of(boolean bootstrapped, boolean marked) {
            return bootstrapped ? USED : marked ? MARKED : FRESH;
        }
    }

    private static List<Finding> judged(PartsTogether parts, PdIdentity pd, State state) {
        List<Finding> findings = new ArrayList<>();
        String id = Long.toUnsignedString(pd.clusterId());
        if (parts.sources().contains(pd.clusterId())) {
            findings.add(Finding.fault(
                    "PD",
                    id,
                    "is of the TiDB cluster that was backed up",
                    "restore into a new TiDB cluster, and give the addresses of its PD"));
        }
        if (state == State.MARKED) {
            findings.add(
                    Finding.notice(
                            "PD",
                            id,
                            "is marked as recovering already: another restore may have begun with it, or one that failed has left it",
                            "see that no other restore uses this PD, and that it is the one of the TidbClusters restored into"));
        }
        if (state == State.USED) {
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
            share.part().stream()
                    .flatMap(found -> found.meta().content().stores().stream())
                    .flatMap(store -> store.volumes().stream())
                    .map(volume -> volume.zone())
                    .filter(zone -> !share.zones().containsKey(zone))
                    .forEach(left::remove);
        });
        return left;
    }

    private CompletionStage<List<Finding>> state(PartsTogether parts, List<RestoreShare> shares, Duration limit) {
        Map<String, String> recorded = parts.pdState();
        boolean replays = restores.settings().replays();
        if (parts.parts().isEmpty() || (recorded.isEmpty() && !replays)) {
            return CompletableFuture.completedFuture(List.of());
        }
        PdFindings findings = new PdFindings(recorded, replays, leftZones(shares));
        return ground.calls()
                .read("reading PD's state", limit, () -> ground.reach().pd().state(PdComparison.DOCUMENTS, limit))
                .thenApply(findings::of)
                .exceptionally(error -> List.of(Finding.notice(
                        "PD's settings",
                        "",
                        "could not be compared with those of the backup: " + Causes.words(error),
                        "compare them with pdstate in the backup")));
    }

    /** Of the member that will do it: the one with the smallest timestamp. */
    private CompletionStage<List<Finding>> recovery(List<RestoreShare> shares, Duration limit) {
        List<RestoreShare> whole = shares.stream()
                .filter(share ->
                        share.part().isPresent() && share.request().source().isPresent())
                .toList();
        if (whole.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<BackupPart> parts =
                whole.stream().map(share -> share.part().orElseThrow()).toList();
        Set<StoreId> stores = new TreeSet<>();
        parts.forEach(one -> stores.addAll(one.stores()));
        RestoreShare doing = whole.stream()
                .min(Comparator.comparing((RestoreShare share) ->
                                share.part().orElseThrow().meta().commitTs())
                        .thenComparing(share -> share.ground().cluster().value()))
                .orElseThrow();
        Task task = new Task(
                NOBODY,
                request.member().operation(),
                doing.ground().cluster(),
                doing.request().member().tidbCluster(),
                doing.request().source().orElseThrow(),
                stores,
                doing.part().orElseThrow().meta().commitTs(),
                parts.stream().map(BackupPart::ceiling).max(Tso::compareTo).orElseThrow(),
                parts.stream()
                        .map(BackupPart::idHighWater)
                        .max(Long::compareUnsigned)
                        .orElseThrow());
        return ground.calls()
                .read(
                        "checking what recovers the data",
                        limit,
                        () -> restores.data().check(task, limit))
                .exceptionally(error -> List.of(Finding.fault(
                        "data recovery", restores.data().name(), Causes.words(error), "do what the message says")));
    }
}
