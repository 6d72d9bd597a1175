package io.brfed.internal.direct.verify;

import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.SnapshotId;
import io.brfed.api.TidbClusterRef;
import io.brfed.internal.direct.meta.BackupMeta;
import io.brfed.internal.direct.meta.MetaContent;
import io.brfed.internal.direct.meta.PauseFacts;
import io.brfed.internal.direct.rebuild.RebuildPlan;
import io.brfed.internal.direct.rebuild.RebuildTarget;
import io.brfed.internal.direct.verify.Expected.Requirement;
import io.brfed.plane.Placement;
import io.brfed.spi.SnapshotTags;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.TakenSnapshot.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one member's part lacks, by what was read of it. Pure; for one use. */
final class PartJudgement {
    static final String SNAPSHOTS = "snapshots";
    private static final int NAMED = 10;

    private final Seen seen;
    private final Expected expected;
    private final List<Finding> findings = new ArrayList<>();

    PartJudgement(Seen seen, Expected expected) {
        this.seen = seen;
        this.expected = expected;
    }

    List<Finding> findings() {
        seen.meta().ifPresent(this::judge);
        return List.copyOf(findings);
    }

    private void judge(BackupMeta meta) {
        rebuilt(meta.content());
        meta.facts().ifPresent(facts -> facts(meta, facts));
        boolean asked =
                seen.troubles().stream().noneMatch(trouble -> trouble.field().equals(SNAPSHOTS));
        if (asked) {
            snapshots(meta.content().snapshots());
            encryption();
        }
    }

    /** What a restore would refuse of it, whatever it is restored into. */
    private void rebuilt(MetaContent content) {
        ClusterName cluster = seen.source().cluster();
        RebuildTarget nowhere = new RebuildTarget(
                new Placement(cluster, new TidbClusterRef("verify", "verify")),
                Map.of(),
                new OperationId("verify"),
                new OperationName("verify"));
        findings.addAll(RebuildPlan.of(content, nowhere).findings());
    }

    private void facts(BackupMeta meta, PauseFacts facts) {
        if (facts.closingTso().compareTo(meta.commitTs()) <= 0) {
            fault(
                    "closing_ts",
                    facts.closingTso().toString(),
                    "is not later than the backup's timestamp " + meta.commitTs()
                            + ", although it was taken after the last snapshot",
                    "restore another backup");
        }
        expected.operation()
                .filter(id -> !id.equals(facts.operation()))
                .ifPresent(id -> fault(
                        "operation",
                        facts.operation().value(),
                        "wrote this, but the report is of operation " + id,
                        "give the report of this backup, or its right locations"));
    }

    private void snapshots(List<SnapshotId> named) {
        Map<SnapshotId, SourceSnapshot> found = new LinkedHashMap<>();
        seen.snapshots().forEach(snapshot -> found.put(snapshot.id(), snapshot));
        fault(
                named.stream().distinct().filter(id -> !found.containsKey(id)).toList(),
                "do not exist, or are not shared with this account, in this region",
                "verify in the account and region of the backup, or copy and share its snapshots; what was deleted is lost");
        fault(in(State.ERROR), "failed for good", "restore another backup");
        fault(in(State.PENDING), "are still being copied", "verify again when they are complete");
        seen.facts()
                .ifPresent(facts -> fault(
                        strangers(facts),
                        "carry the tags of another operation than " + facts.operation() + " in "
                                + seen.source().cluster(),
                        "see who changed the metadata or the tags"));
    }

    private List<SnapshotId> in(State state) {
        return seen.snapshots().stream()
                .filter(snapshot -> snapshot.state() == state)
                .map(SourceSnapshot::id)
                .toList();
    }

    /** Those of another account show no tags, which says nothing. */
    private List<SnapshotId> strangers(PauseFacts facts) {
        return seen.snapshots().stream()
                .filter(snapshot -> snapshot.tags().containsKey(SnapshotTags.OPERATION))
                .filter(snapshot ->
                        !SnapshotTags.areOf(facts.operation(), seen.source().cluster(), snapshot.tags()))
                .map(SourceSnapshot::id)
                .toList();
    }

    private void encryption() {
        List<SnapshotId> plain = seen.snapshots().stream()
                .filter(snapshot -> snapshot.kmsKey().isEmpty())
                .map(SourceSnapshot::id)
                .toList();
        if (expected.encryption().required() == Requirement.ENCRYPTED) {
            fault(plain, "are not encrypted", "restore another backup, or copy these snapshots with a key");
        } else if (!plain.isEmpty() && plain.size() < seen.snapshots().size()) {
            findings.add(Finding.notice(
                    SNAPSHOTS,
                    text(plain),
                    "are not encrypted, while the others are",
                    "say what you expect, to have it checked"));
        }
        expected.encryption()
                .key()
                .ifPresent(key -> fault(
                        seen.snapshots().stream()
                                .filter(snapshot -> snapshot.kmsKey()
                                        .filter(used -> !used.equals(key))
                                        .isPresent())
                                .map(SourceSnapshot::id)
                                .toList(),
                        "are encrypted with another key than " + key,
                        "see which key the volumes had when the backup was taken"));
    }

    private void fault(List<SnapshotId> which, String problem, String advice) {
        if (!which.isEmpty()) {
            fault(SNAPSHOTS, text(which), problem, advice);
        }
    }

    private void fault(String field, String value, String problem, String advice) {
        findings.add(Finding.fault(field, value, problem, advice));
    }

    private static String text(List<SnapshotId> ids) {
        Function<SnapshotId, String> name = SnapshotId::toString;
        String first = ids.stream().limit(NAMED).map(name).collect(Collectors.joining(", "));
        Optional<Integer> more = Optional.of(ids.size() - NAMED).filter(count -> count > 0);
        return first + more.map(count -> " and " + count + " more").orElse("");
    }
}
