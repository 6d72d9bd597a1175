package io.brfed.testkit.direct;

import io.brfed.api.Finding;
import io.brfed.api.VolumeId;
import io.brfed.spi.ClusterInventory.TikvStore;
import io.brfed.spi.TikvVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Damages an inventory and says so. */
final class FakeFindings {
    private final String cluster;
    private final Set<ClusterFault> faults;
    private final List<Finding> findings = new ArrayList<>();

    FakeFindings(String cluster, Set<ClusterFault> faults) {
        this.cluster = cluster;
        this.faults = faults;
    }

    List<Finding> findings() {
        return findings;
    }

    List<TikvStore> applyTo(List<TikvStore> stores) {
        if (faults.contains(ClusterFault.NO_STORES) || stores.isEmpty()) {
            found("TiKV pods", cluster, "there is none");
            return List.of();
        }
        List<TikvStore> left = new ArrayList<>(stores);
        faults.forEach(fault -> apply(fault, left));
        return left;
    }

    private void apply(ClusterFault fault, List<TikvStore> stores) {
        TikvStore first = stores.get(0);
        TikvVolume data = first.volumes().isEmpty()
                ? new TikvVolume(new VolumeId("vol-none"), TikvVolume.DATA, "", "")
                : first.volumes().get(0);
        switch (fault) {
            case STORE_ID_MISSING -> {
                stores.set(0, new TikvStore(Optional.empty(), first.pod(), first.volumes()));
                found("TiKV pod", first.pod(), "has no store id");
            }
            case STORE_ID_TWICE -> {
                TikvStore second = second(stores);
                stores.set(1, new TikvStore(first.id(), second.pod(), second.volumes()));
                found("store id", first.id().map(Object::toString).orElse(""), "belongs to two pods");
            }
            case CLAIM_UNBOUND -> withoutData(stores, "PersistentVolumeClaim", data.claim(), "is not bound");
            case CLAIM_MISSING -> withoutData(stores, "PersistentVolumeClaim", data.claim(), "does not exist");
            case VOLUME_MISSING ->
                withoutData(stores, "PersistentVolumeClaim", data.claim(), "its volume does not exist");
            case VOLUME_NOT_EBS -> withoutData(stores, "PersistentVolume", data.claim(), "is not a volume of EBS");
            case VOLUME_ID_EMPTY -> withoutData(stores, "PersistentVolume", data.claim(), "has no EBS volume id");
            case VOLUME_ON_TWO_STORES -> {
                TikvStore second = second(stores);
                List<TikvVolume> shared = new ArrayList<>(second.volumes());
                TikvVolume own = shared.get(0);
                shared.set(0, new TikvVolume(data.id(), own.role(), own.mountPath(), own.claim()));
                stores.set(1, new TikvStore(second.id(), second.pod(), shared));
                found("EBS volume", data.id().value(), "belongs to two stores");
            }
            case NO_STORES -> throw new IllegalStateException("handled before");
        }
    }

    private static TikvStore second(List<TikvStore> stores) {
        if (stores.size() < 2) {
            throw new IllegalStateException("this fault needs two stores");
        }
        return stores.get(1);
    }

    private void withoutData(List<TikvStore> stores, String field, String value, String problem) {
        TikvStore first = stores.get(0);
        List<TikvVolume> left =
                first.volumes().stream().filter(volume -> !volume.isData()).toList();
        stores.set(0, new TikvStore(first.id(), first.pod(), left));
        found(field, value, problem);
    }

    private void found(String field, String value, String problem) {
        findings.add(Finding.fault(field, value, problem, "mend it"));
    }
}
