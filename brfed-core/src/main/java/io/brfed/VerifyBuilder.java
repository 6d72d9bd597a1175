package io.brfed;

import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationName;
import io.brfed.api.VerificationReport;
import io.brfed.internal.SystemScheduler;
import io.brfed.internal.direct.verify.Expected;
import io.brfed.internal.direct.verify.Expected.Encryption;
import io.brfed.internal.direct.verify.Inspection;
import io.brfed.internal.direct.verify.Source;
import io.brfed.internal.drive.Waiting;
import io.brfed.internal.loop.Begun;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.Scheduler;
import io.brfed.spi.VolumeProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A look at a backup without restoring it: made by {@link Federation#verify}, ended by {@link #execute}. Reads its metadata
 * and asks for its snapshots, and changes nothing; neither the clusters that it was taken of nor any others are needed.
 * Not thread-safe.
 *
 * <pre>{@code
 * VerificationReport seen = Federation.verify(backup).from(s3, ebs).execute();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class VerifyBuilder {
    private static final Duration CALL = Duration.ofSeconds(30);

    private final Map<ClusterName, BackupLocation> parts;
    private final @Nullable BackupReport report;
    private final Map<ClusterName, From> own = new LinkedHashMap<>();
    private @Nullable From common;
    private @Nullable InScratch rehearsed;
    private Encryption encryption = Encryption.ALIKE;
    private Duration limit = CALL;
    private Scheduler scheduler = SystemScheduler.shared();

    private record From(BackupStorage storage, VolumeProvider volumes) {}

    private VerifyBuilder(Map<ClusterName, BackupLocation> parts, @Nullable BackupReport report) {
        this.parts = parts;
        this.report = report;
    }

    static VerifyBuilder of(BackupReport report) {
        Map<ClusterName, BackupLocation> parts = new LinkedHashMap<>();
        for (MemberReport member : report.members()) {
            member.location().ifPresent(location -> parts.put(member.cluster(), location));
        }
        return new VerifyBuilder(parts, report);
    }

    static VerifyBuilder of(Map<String, BackupLocation> locations) {
        Map<ClusterName, BackupLocation> parts = new LinkedHashMap<>();
        locations.forEach((name, location) -> parts.put(new ClusterName(name), location));
        return new VerifyBuilder(parts, null);
    }

    /**
     * Sets what every member's part is read with, unless {@link #member} says otherwise.
     *
     * @param storage a storage that the parts lie in
     * @param volumes the account and region of the snapshots
     */
    public VerifyBuilder from(BackupStorage storage, VolumeProvider volumes) {
        common = new From(Objects.requireNonNull(storage, "storage"), Objects.requireNonNull(volumes, "volumes"));
        return this;
    }

    /** Sets what one member's part is read with. */
    public VerifyBuilder member(String name, BackupStorage storage, VolumeProvider volumes) {
        own.put(
                new ClusterName(name),
                new From(Objects.requireNonNull(storage, "storage"), Objects.requireNonNull(volumes, "volumes")));
        return this;
    }

    /** Expects every snapshot to be encrypted, with whatever key. Default: only that snapshots differ is told. */
    public VerifyBuilder encrypted() {
        encryption = Encryption.ANY_KEY;
        return this;
    }

    /** Expects every snapshot to be encrypted with this key, as EC2 tells it: the ARN of a KMS key. */
    public VerifyBuilder encryptedWith(String kmsKey) {
        encryption = Encryption.with(Objects.requireNonNull(kmsKey, "kmsKey"));
        return this;
    }

    /**
     * Rehearses a restore, too, if nothing else is in the way: restores the backup into scratch clusters up to the plan of its
     * recovery, which changes nothing in the regions, and removes what it has made there. The TidbClusters are the
     * caller's, new ones in recovery mode; while they hold the volumes, these stay, and the report says so: delete
     * the TidbClusters and then the restore, by {@link Federation#delete}. Default: nothing is rehearsed.
     *
     * @param rehearsal what the planes of the clusters restore with
     * @param scratch clusters on direct planes, by the names of the backup's members
     */
    public VerifyBuilder rehearsing(Rehearsal rehearsal, Collection<Cluster> scratch) {
        rehearsed = new InScratch(rehearsal, scratch);
        return this;
    }

    /** Sets the limit of each call to a storage or a provider. Default: 30 seconds. */
    public VerifyBuilder callLimit(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("a call limit of " + value + "; it must be longer than nothing");
        }
        limit = value;
        return this;
    }

    /** Sets the source of time and execution. Default: the system clock. For tests in virtual time. */
    public VerifyBuilder scheduler(Scheduler value) {
        scheduler = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Looks.
     *
     * @return what was found; what could not be read or asked is a finding, too
     * @throws InvalidRequestException if a member has no storage to be read with, or there is no member
     * @throws io.brfed.api.OperationRefusedException if what exists in scratch clusters stands in the way of a rehearsal
     * @throws io.brfed.api.FederationCancelledException if the calling thread was interrupted
     */
    public VerificationReport execute() {
        List<Source> sources = sources();
        Inspection inspection = new Inspection(sources, expected(), scheduler, limit);
        VerificationReport seen = Waiting.on(scheduler, name(), Begun.on(scheduler, inspection::run));
        return rehearsed == null || !seen.sound() ? seen : rehearsed.after(seen, restore(), scheduler);
    }

    private RestoreBuilder restore() {
        if (report != null) {
            return Federation.restore(report);
        }
        Map<String, BackupLocation> locations = new LinkedHashMap<>();
        parts.forEach((name, location) -> locations.put(name.value(), location));
        return Federation.restore(locations);
    }

    private OperationName name() {
        return report == null ? new OperationName("verification") : report.name();
    }

    private Expected expected() {
        return new Expected(
                encryption,
                Optional.ofNullable(report).map(told -> told.operation().id()),
                Optional.ofNullable(report).flatMap(BackupReport::pauseIdentity));
    }

    private List<Source> sources() {
        List<Finding> faults = new ArrayList<>(unknown());
        List<Source> sources = new ArrayList<>();
        parts.forEach((name, location) -> {
            From from = own.getOrDefault(name, common);
            if (from == null) {
                faults.add(Finding.fault(
                        "member",
                        name.value(),
                        "has no storage and no provider that its part is read with",
                        "call from(storage, volumes), or member(\"" + name + "\", storage, volumes)"));
            } else {
                sources.add(new Source(name, location, from.storage(), from.volumes()));
            }
        });
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(faults);
        }
        return sources;
    }

    private List<Finding> unknown() {
        List<Finding> faults = new ArrayList<>();
        own.keySet().stream()
                .filter(name -> !parts.containsKey(name))
                .forEach(name -> faults.add(Finding.fault(
                        "member", name.value(), "is no member of this backup", "its members are " + parts.keySet())));
        if (parts.isEmpty()) {
            faults.add(Finding.fault("backup", "", "says of no member where its part lies", "give the locations"));
        }
        if (report != null) {
            report.members().stream()
                    .filter(member -> member.location().isEmpty())
                    .forEach(member -> faults.add(Finding.fault(
                            "backup",
                            member.cluster().value(),
                            "the report does not say where this member's part lies",
                            "give the locations explicitly: Federation.verify(locations)")));
        }
        if (report != null && !report.complete()) {
            faults.add(Finding.fault(
                    "backup",
                    report.name().value(),
                    "is not complete",
                    "verify a complete backup; its failure was: "
                            + report.cause().map(Object::toString).orElse("unknown")));
        }
        return faults;
    }
}
