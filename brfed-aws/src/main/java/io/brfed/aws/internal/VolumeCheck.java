package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.api.VolumeId;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.TakenSnapshot;
import io.brfed.spi.VolumeEncryption;
import io.brfed.spi.VolumeRequest;
import io.brfed.spi.VolumeTarget;
import io.brfed.spi.VolumeType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.ec2.model.Volume;

/** Looks for what would keep volumes from being made, without making any. */
public final class VolumeCheck {
    private static final VolumeId NOBODYS = new VolumeId("vol-00000000000000000");

    private final VolumeCalls calls;
    private final VolumeQuotas quotas;
    private final KmsKeys keys;

    /** A check with the account's quotas. */
    public VolumeCheck(VolumeCalls calls, VolumeQuotas quotas, KmsKeys keys) {
        this.calls = calls;
        this.quotas = quotas;
        this.keys = keys;
    }

    /** Everything found, at once. */
    public CompletionStage<List<Finding>> of(List<VolumeRequest> wanted, Duration limit) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Set<SnapshotId> snapshots = new LinkedHashSet<>();
        wanted.forEach(request -> snapshots.add(request.snapshot()));
        CompletionStage<List<SourceSnapshot>> sources = calls.sources(snapshots, limit);
        Set<VolumeType> types = new LinkedHashSet<>();
        wanted.forEach(request -> types.add(request.target().type()));
        CompletionStage<List<Finding>> rights = rights(wanted, sources, limit);
        CompletionStage<List<Finding>> all =
                rights.thenCombine(sources.thenApply(found -> sources(wanted, found)), VolumeCheck::both);
        all = all.thenCombine(
                sources.thenCompose(found -> keys.check(keys(wanted, byId(found)), limit)), VolumeCheck::both);
        for (VolumeType type : types) {
            CompletionStage<List<Volume>> there = calls.ofType(type.id(), limit);
            all = all.thenCombine(
                    sources.thenCombine(
                                    there,
                                    (found, volumes) -> new VolumeQuotas.Demand(type, wanted, byId(found), volumes))
                            .thenApply(quotas::findings),
                    VolumeCheck::both);
        }
        return AwsCalls.bare(all.thenApply(found -> both(bounds(wanted), found)));
    }

    /** The keys that the volumes would be encrypted with, as far as they are known before. */
    private static Set<String> keys(List<VolumeRequest> wanted, Map<SnapshotId, SourceSnapshot> found) {
        Set<String> keys = new LinkedHashSet<>();
        for (VolumeRequest request : wanted) {
            VolumeEncryption encryption = request.target().encryption();
            Optional<String> ofSnapshot =
                    Optional.ofNullable(found.get(request.snapshot())).flatMap(SourceSnapshot::kmsKey);
            // The snapshot's own key is needed to read it, whatever the volume is encrypted with.
            ofSnapshot.filter(key -> key.contains(":") || key.contains("-")).ifPresent(keys::add);
            if (!encryption.key().isEmpty()) {
                keys.add(encryption.key());
            }
        }
        return keys;
    }

    private static List<Finding> both(Collection<Finding> some, Collection<Finding> more) {
        Set<Finding> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static List<Finding> bounds(List<VolumeRequest> wanted) {
        Set<Finding> findings = new LinkedHashSet<>();
        wanted.forEach(request -> findings.addAll(request.target().findings()));
        return List.copyOf(findings);
    }

    private static Map<SnapshotId, SourceSnapshot> byId(List<SourceSnapshot> found) {
        Map<SnapshotId, SourceSnapshot> byId = new HashMap<>();
        found.forEach(source -> byId.put(source.id(), source));
        return byId;
    }

    private static List<Finding> sources(List<VolumeRequest> wanted, List<SourceSnapshot> found) {
        Map<SnapshotId, SourceSnapshot> byId = byId(found);
        List<Finding> findings = new ArrayList<>();
        for (VolumeRequest request : wanted) {
            SourceSnapshot source = byId.get(request.snapshot());
            if (source == null) {
                findings.add(fault(request, "it does not exist, or is not shared with this account and region"));
            } else if (source.state() != TakenSnapshot.State.COMPLETED) {
                findings.add(fault(request, "it is " + source.state() + ", not COMPLETED"));
            } else if (source.size().bytes() >> 30 > request.target().type().maxGibibytes()) {
                findings.add(fault(
                        request,
                        "its volume has " + (source.size().bytes() >> 30) + " GiB, type "
                                + request.target().type().id() + " permits "
                                + request.target().type().maxGibibytes()));
            } else if (!request.target().type().fits(request.target().iops(), source.size())) {
                findings.add(fault(
                        request,
                        "its volume has " + (source.size().bytes() >> 30) + " GiB, for which "
                                + request.target().iops() + " IOPS are more than type "
                                + request.target().type().id() + " permits"));
            }
        }
        return findings;
    }

    private static Finding fault(VolumeRequest request, String problem) {
        return Finding.fault(
                "snapshot of store " + request.store(),
                request.snapshot().value(),
                problem,
                "restore another backup, or with other settings");
    }

    /**
     * One request of each kind is tried, on a snapshot that exists: trying all would use up what the restore needs. EC2 checks
     * the right to make volumes of this zone, type and key, but not the key itself, which it does only as it makes them.
     */
    private CompletionStage<List<Finding>> rights(
            List<VolumeRequest> wanted, CompletionStage<List<SourceSnapshot>> sources, Duration limit) {
        return sources.thenCompose(found -> {
            Map<SnapshotId, SourceSnapshot> byId = byId(found);
            Map<VolumeTarget, VolumeRequest> kinds = new LinkedHashMap<>();
            wanted.stream()
                    .filter(request -> byId.containsKey(request.snapshot()))
                    .filter(request -> request.target().findings().isEmpty())
                    .forEach(request -> kinds.putIfAbsent(request.target(), request));
            CompletionStage<List<Finding>> all = removing(limit);
            for (VolumeRequest request : kinds.values()) {
                all = all.thenCombine(making(request, limit), VolumeCheck::both);
            }
            return all;
        });
    }

    private CompletionStage<List<Finding>> making(VolumeRequest request, Duration limit) {
        String kind = "a volume of type " + request.target().type().id() + " in "
                + request.target().zone();
        return EbsTrial.making(AwsRight.CREATE_VOLUME, kind, calls.tryCreate(request, limit));
    }

    private CompletionStage<List<Finding>> removing(Duration limit) {
        return EbsTrial.removing(AwsRight.DELETE_VOLUME, "volumes of failed restores", calls.tryDelete(NOBODYS, limit));
    }
}
