package io.brfed.internal.direct;

import io.brfed.api.Finding;
import io.brfed.internal.direct.pdstate.PdComparison;
import io.brfed.spi.PdRecovery.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is told of PD's settings before a restore.
 *
 * @param before the documents of the backup's PD; empty where they were not recorded
 * @param replayed whether they are set as they were
 * @param leftZones zones of the backup that nothing is restored into
 */
record PdFindings(Map<String, String> before, boolean replayed, Set<String> leftZones) {
    List<Finding> of(Map<String, String> now) {
        List<Finding> findings = new ArrayList<>();
        PdComparison comparison = new PdComparison(before, now);
        for (String document : comparison.differing()) {
            findings.add(Finding.notice(
                    document,
                    comparison.is(document),
                    "was " + comparison.was(document) + " when the backup was taken",
                    advice(document)));
        }
        if (replayed && before.isEmpty()) {
            findings.add(Finding.notice(
                    "PD's settings",
                    "",
                    "are not recorded in the backup, so that none can be replayed",
                    "set them before the restored cluster begins to move regions"));
        }
        if (replayed && !comparison.unknown().isEmpty()) {
            findings.add(Finding.notice(
                    "replicate",
                    String.join(", ", comparison.unknown()),
                    "is not known to this PD and cannot be replayed",
                    "see whether this version needs it"));
        }
        List<String> homeless = comparison.rulesOf(leftZones);
        if (replayed && !homeless.isEmpty()) {
            findings.add(Finding.notice(
                    "placement-rules",
                    String.join(", ", homeless),
                    "name only zones that nothing is restored into, " + leftZones
                            + "; PD takes no rules that no store fits, and the restore would fail when TiKV is up",
                    "restore into the same zones, give TiKV these labels, or do not replay PD's settings"));
        }
        if (comparison.lacksTiflash()) {
            findings.add(Finding.notice(
                    "placement-rules",
                    "tiflash",
                    "were there when the backup was taken and are not replayed, because no store fits them",
                    "set the TiFlash replicas again when TiFlash runs"));
        }
        return List.copyOf(findings);
    }

    private String advice(String document) {
        boolean settable =
                Stream.of(Document.values()).anyMatch(one -> one.documentName().equals(document));
        if (!settable) {
            return "set it before the restored cluster begins to move regions; it is never replayed, because it may hold what"
                    + " was meant for a time";
        }
        return replayed
                ? "it is set so before the data is recovered"
                : "set it before the restored cluster begins to move regions, or let DirectPlanes.Builder.replayingPdSettings"
                        + " do so";
    }
}
