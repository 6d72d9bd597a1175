package io.brfed.aws.internal;

import io.brfed.api.Finding;
import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Place;
import io.brfed.spi.FastSnapshotRestore.Status;
import io.brfed.spi.SourceSnapshot;
import io.brfed.spi.VolumeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Looks for what would keep snapshots from being enabled for fast snapshot restore, without enabling any. */
public final class FastCheck {
    // The numbers are those of the EBS user guide, "Amazon EBS fast snapshot restore".
    private static final long MOST_GIBIBYTES = 16_384;
    private static final int MOST_IOPS = 64_000;
    private static final int MOST_THROUGHPUT = 1_000;
    private static final int DEFAULT_QUOTA = 5;
    /** Of a region itself; Local Zones, Wavelength Zones and Outposts have longer names. */
    private static final Pattern ZONE_OF_REGION = Pattern.compile("[a-z]{2,3}(-[a-z]+)+-[0-9][a-z]");

    private static final String WHAT = "fast snapshot restore";

    private final FastCalls calls;
    private final int quota;

    /**
     * A check.
     *
     * @param quota how many snapshots may be enabled; 0 if nobody has set it
     */
    public FastCheck(FastCalls calls, int quota) {
        this.calls = calls;
        this.quota = quota;
    }

    /** Everything found, at once. */
    public CompletionStage<List<Finding>> of(List<VolumeRequest> wanted, Duration limit) {
        if (wanted.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Set<Place> places = new TreeSet<>();
        wanted.forEach(request ->
                places.add(new Place(request.snapshot(), request.target().zone())));
        Batch one = Batch.of(List.of(places.iterator().next())).get(0);
        CompletionStage<List<Finding>> room = EbsTrial.question(
                AwsRight.DESCRIBE_FAST_RESTORES, calls.on(limit).thenApply(on -> quota(places, on)));
        CompletionStage<List<Finding>> sizes =
                calls.volumes().sources(snapshots(places), limit).thenApply(FastCheck::sizes);
        CompletionStage<List<Finding>> enabling =
                EbsTrial.making(AwsRight.ENABLE_FAST_RESTORES, WHAT, calls.tryEnable(one, limit));
        CompletionStage<List<Finding>> disabling =
                EbsTrial.making(AwsRight.DISABLE_FAST_RESTORES, "the end of " + WHAT, calls.tryDisable(one, limit));
        return AwsCalls.bare(enabling.thenCombine(disabling, FastCheck::both)
                .thenCombine(room, FastCheck::both)
                .thenCombine(sizes, FastCheck::both)
                .thenApply(found -> both(found, bounds(wanted)))
                .thenApply(found -> both(found, List.of(price(places)))));
    }

    private static Set<SnapshotId> snapshots(Set<Place> places) {
        Set<SnapshotId> snapshots = new LinkedHashSet<>();
        places.forEach(place -> snapshots.add(place.snapshot()));
        return snapshots;
    }

    private static List<Finding> both(List<Finding> some, List<Finding> more) {
        Set<Finding> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private List<Finding> quota(Set<Place> places, List<Status> on) {
        Set<SnapshotId> there = new LinkedHashSet<>();
        on.forEach(status -> there.add(status.place().snapshot()));
        Set<SnapshotId> more = snapshots(places);
        more.removeAll(there);
        String value = there.size() + " + " + more.size();
        int most = quota == 0 ? DEFAULT_QUOTA : quota;
        if (there.size() + more.size() <= most) {
            return List.of();
        }
        String problem = "more than the quota of " + most + " snapshots in this region";
        return List.of(
                quota == 0
                        ? Finding.notice(
                                WHAT,
                                value,
                                problem + ", which is AWS' default; what exceeds it is restored as without it",
                                "have it raised if it was not yet, and set fastRestoreQuota to it, or give an"
                                        + " initializationRate instead")
                        : Finding.fault(WHAT, value, problem, "have it raised, or give an initializationRate instead"));
    }

    private static List<Finding> sizes(List<SourceSnapshot> sources) {
        List<Finding> findings = new ArrayList<>();
        for (SourceSnapshot source : sources) {
            long gibibytes = source.size().bytes() >> 30;
            if (gibibytes > MOST_GIBIBYTES) {
                findings.add(Finding.fault(
                        WHAT,
                        source.id().value(),
                        "its volume has " + gibibytes + " GiB; AWS permits " + MOST_GIBIBYTES,
                        "give an initializationRate instead"));
            }
        }
        return findings;
    }

    private static List<Finding> bounds(List<VolumeRequest> wanted) {
        Set<Finding> findings = new LinkedHashSet<>();
        for (VolumeRequest request : wanted) {
            String zone = request.target().zone();
            if (!ZONE_OF_REGION.matcher(zone).matches()) {
                findings.add(Finding.fault(
                        WHAT,
                        zone,
                        "is not there in Local Zones, Wavelength Zones and on Outposts",
                        "restore into a zone of the region, or without it"));
            }
            if (request.target().iops() > MOST_IOPS || request.target().throughput() > MOST_THROUGHPUT) {
                findings.add(Finding.notice(
                        WHAT,
                        request.target().iops() + " IOPS, " + request.target().throughput() + " MiB/s",
                        "volumes are fast from the beginning up to " + MOST_IOPS + " IOPS and " + MOST_THROUGHPUT
                                + " MiB/s only",
                        "warm them up as well if that matters"));
            }
        }
        return List.copyOf(findings);
    }

    private static Finding price(Set<Place> places) {
        return Finding.notice(
                WHAT,
                places.size() + " snapshots in their zones",
                "AWS charges for each by the minute while it is enabled, an hour at least (0.75 USD an hour in most regions)",
                "nothing is to be done: it is enabled before the volumes are made, for about an hour a TiB, and disabled"
                        + " when they are there");
    }
}
