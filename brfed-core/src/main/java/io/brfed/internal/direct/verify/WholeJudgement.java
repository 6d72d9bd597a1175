package io.brfed.internal.direct.verify;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.StoreId;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.PauseFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the parts of all members belong together. Pure; for one use. */
final class WholeJudgement {
    private static final String OTHER = "restore another backup";

    private final List<Seen> parts;
    private final Expected expected;
    private final List<Finding> findings = new ArrayList<>();

    WholeJudgement(List<Seen> parts, Expected expected) {
        this.parts = parts.stream().filter(part -> part.meta().isPresent()).toList();
        this.expected = expected;
    }

    List<Finding> findings() {
        if (!parts.isEmpty()) {
            stores();
            shared();
            pauses();
            alike("cluster_version", "the version of the TiDB cluster", BackupMeta::clusterVersion);
            timestamps();
        }
        return List.copyOf(findings);
    }

    /** Every part says how many TiKV stores the whole TiDB cluster had; a part that is missing is seen by that. */
    private void stores() {
        int here =
                parts.stream().mapToInt(part -> content(part).stores().size()).sum();
        Set<Integer> all = new TreeSet<>();
        parts.forEach(part -> all.add(content(part).replicas().tikv()));
        if (all.size() > 1) {
            alike(
                    "tikv.replicas",
                    "the number of stores of the TiDB cluster",
                    meta -> Integer.toString(meta.content().replicas().tikv()));
        } else if (!all.contains(here)) {
            int had = all.iterator().next();
            fault(
                    "stores",
                    here + " of " + had,
                    "are in the parts that could be read; the TiDB cluster had " + (here < had ? "more" : "fewer"),
                    here < had ? "give the parts of all members" : "give only the parts of one backup");
        }
    }

    private static MetaContent content(Seen part) {
        return part.meta().orElseThrow().content();
    }

    private void shared() {
        Map<SnapshotId, ClusterName> snapshots = new HashMap<>();
        Map<StoreId, ClusterName> stores = new HashMap<>();
        for (Seen part : parts) {
            ClusterName here = part.source().cluster();
            part.meta().orElseThrow().content().snapshots().stream()
                    .distinct()
                    .forEach(snapshot -> once("snapshot " + snapshot, snapshots.put(snapshot, here), here));
            part.meta().orElseThrow().content().stores().stream()
                    .flatMap(store -> store.id().stream())
                    .forEach(store -> once("store " + store, stores.put(store, here), here));
        }
    }

    private void once(String what, @Nullable ClusterName before, ClusterName here) {
        if (before != null && !before.equals(here)) {
            fault(what, before + ", " + here, "is in the parts of both", "give each member its own location");
        }
    }

    private void pauses() {
        List<Seen> silent =
                parts.stream().filter(part -> part.facts().isEmpty()).toList();
        if (!silent.isEmpty()) {
            findings.add(Finding.notice(
                    "pause_identity",
                    "unknown",
                    "is not recorded by " + names(silent)
                            + ", so that nobody can tell whether all snapshots were taken in one pause",
                    "trust the report of the tool that took the backup; the original tools record nothing about it"));
        }
        alikeWhereTold("pause_identity", "the pause", PauseFacts::pauseIdentity);
        alikeWhereTold("operation", "the operation", facts -> facts.operation().value());
        alikeWhereTold("pd_cluster_id", "the TiDB cluster", facts -> Long.toUnsignedString(facts.pdClusterId()));
        alikeWhereTold(
                "closing_ts",
                "the closing timestamp",
                facts -> facts.closingTso().toString());
        expected.pauseIdentity().ifPresent(this::expectedPause);
    }

    private void expectedPause(String identity) {
        List<Seen> others = parts.stream()
                .filter(part -> part.facts()
                        .filter(facts -> !facts.pauseIdentity().equals(identity))
                        .isPresent())
                .toList();
        if (!others.isEmpty()) {
            fault("pause_identity", identity, "is in the report, but " + names(others) + " recorded another", OTHER);
        }
    }

    /** Members of ours record one timestamp; those of the original each its own, of which the smallest counts. */
    private void timestamps() {
        Map<String, List<Seen>> told =
                by(part -> part.meta().map(meta -> meta.commitTs().toString()));
        if (told.size() < 2) {
            return;
        }
        String text = text(told);
        if (parts.stream().allMatch(part -> part.facts().isPresent())) {
            fault(
                    "resolved_ts",
                    text,
                    "differs, although all members record the one that the pause was taken with",
                    OTHER);
        } else {
            findings.add(Finding.notice(
                    "resolved_ts",
                    text,
                    "differs; a restore takes the smallest",
                    "nothing, if one tool took all parts"));
        }
    }

    private void alike(String field, String what, Function<BackupMeta, String> value) {
        differing(field, what, by(part -> part.meta().map(value)));
    }

    private void alikeWhereTold(String field, String what, Function<PauseFacts, String> value) {
        differing(field, what, by(part -> part.facts().map(value)));
    }

    private void differing(String field, String what, Map<String, List<Seen>> told) {
        if (told.size() > 1) {
            fault(field, text(told), what + " is not the same for all members", "give the parts of one backup");
        }
    }

    private Map<String, List<Seen>> by(Function<Seen, Optional<String>> value) {
        Map<String, List<Seen>> told = new LinkedHashMap<>();
        parts.forEach(part -> value.apply(part)
                .ifPresent(text ->
                        told.computeIfAbsent(text, first -> new ArrayList<>()).add(part)));
        return told;
    }

    private static String text(Map<String, List<Seen>> told) {
        return told.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + names(entry.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String names(List<Seen> some) {
        return some.stream().map(part -> part.source().cluster().toString()).collect(Collectors.joining(", "));
    }

    private void fault(String field, String value, String problem, String advice) {
        findings.add(Finding.fault(field, value, problem, advice));
    }
}
