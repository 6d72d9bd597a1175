package io.brfed.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What is known of a backup without restoring it: whether its metadata is complete, whether its snapshots exist and are
 * complete, and whether all of them belong to one pause. Immutable, safe for use by several threads.
 *
 * @param members what was seen of each member's part, in the order in which they were given
 * @param findings what concerns no single member
 * @param rehearsed what a rehearsal in scratch clusters showed; empty if there was none
 * @since 0.1.0
 */
public record VerificationReport(List<Part> members, List<Finding> findings, Optional<Rehearsed> rehearsed) {
    /** Copies the lists. */
    public VerificationReport {
        members = List.copyOf(members);
        findings = List.copyOf(findings);
        Objects.requireNonNull(rehearsed, "rehearsed");
    }

    /** Whether nothing was found that would prevent a restore. Notices prevent nothing; see {@link #all}. */
    public boolean sound() {
        return all().noneMatch(finding -> finding.severity() == Finding.Severity.FAULT);
    }

    /** Every finding, those of members included. */
    public Stream<Finding> all() {
        return Stream.concat(findings.stream(), members.stream().flatMap(part -> part.findings().stream()));
    }

    /**
     * What identifies the one pause that all snapshots were taken in. Empty if members differ, and if one does not tell,
     * as in backups that the original tools took: then nobody can say afterwards whether it was one pause.
     */
    public Optional<String> pauseIdentity() {
        List<Optional<String>> told =
                members.stream().map(Part::pauseIdentity).distinct().toList();
        return told.size() == 1 ? told.get(0) : Optional.empty();
    }

    /** The timestamp that the backup restores to, the smallest that any member recorded; empty if one recorded none. */
    public Optional<Tso> commitTs() {
        return members.stream().allMatch(part -> part.commitTs().isPresent())
                ? members.stream().flatMap(part -> part.commitTs().stream()).min(Tso::compareTo)
                : Optional.empty();
    }

    /** The sizes of all volumes together, as far as snapshots told them; what is stored of them is usually less. */
    public ByteSize volumes() {
        return members.stream().map(Part::volumes).reduce(new ByteSize(0), ByteSize::plus);
    }

    /**
     * What was seen of one member's part. Immutable.
     *
     * @param cluster the member
     * @param location where its part lies
     * @param stores how many TiKV stores it has
     * @param snapshots how many snapshots its metadata names
     * @param volumes the sizes of the volumes that these are of
     * @param commitTs the timestamp that it records; empty if its metadata could not be read
     * @param pauseIdentity the pause that it records; empty if it records none
     * @param findings what is wrong with it, or worth knowing
     * @since 0.1.0
     */
    public record Part(
            ClusterName cluster,
            BackupLocation location,
            int stores,
            int snapshots,
            ByteSize volumes,
            Optional<Tso> commitTs,
            Optional<String> pauseIdentity,
            List<Finding> findings) {
        /** Checks that no part is missing and copies the list. */
        public Part {
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(location, "location");
            Objects.requireNonNull(volumes, "volumes");
            Objects.requireNonNull(commitTs, "commitTs");
            Objects.requireNonNull(pauseIdentity, "pauseIdentity");
            findings = List.copyOf(findings);
        }
    }

    /**
     * What a rehearsal in scratch clusters showed. Immutable.
     *
     * @param restore the name of the restore that it was
     * @param regions how many regions the plan of the recovery has; empty if none could be made
     * @param leftBehind what of it could not be removed from the scratch clusters, and what to do
     * @since 0.1.0
     */
    public record Rehearsed(OperationName restore, OptionalInt regions, List<LeftBehind> leftBehind) {
        /** Checks that no part is missing and copies the list. */
        public Rehearsed {
            Objects.requireNonNull(restore, "restore");
            Objects.requireNonNull(regions, "regions");
            leftBehind = List.copyOf(leftBehind);
        }
    }
}
