package io.brfed.k8s.internal.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Finding;
import io.brfed.api.VolumeId;
import io.brfed.k8s.internal.Json;
import io.brfed.k8s.internal.discovery.TikvPod.Wanted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows a pod's volume to its claim, to the persistent volume, to the EBS volume; says where that ends. */
final class ClaimedVolumes {
    private final Places places;
    private final Map<String, ObjectNode> claims;
    private final Map<String, ObjectNode> volumes;

    ClaimedVolumes(Places places, Map<String, ObjectNode> claims, Map<String, ObjectNode> volumes) {
        this.places = places;
        this.claims = claims;
        this.volumes = volumes;
    }

    /** What a claim is bound to; the objects are not changed by anybody. */
    record Bound(VolumeId id, ObjectNode claim, ObjectNode volume) {}

    /** The volume; empty if a fault was added. */
    Optional<Bound> of(TikvPod pod, Wanted wanted, List<Finding> findings) {
        String name = pod.claim(wanted);
        if (name.isEmpty()) {
            findings.add(noClaim(pod, wanted));
            return Optional.empty();
        }
        ObjectNode claim = claims.get(name);
        if (claim == null) {
            findings.add(Finding.fault(
                    "PersistentVolumeClaim",
                    places.of(name),
                    "does not exist, although pod " + pod.name() + " uses it",
                    "wait until TiDB Operator has replaced the pod, or find out who deleted the claim"));
            return Optional.empty();
        }
        return bound(claim, name, findings);
    }

    private Optional<Bound> bound(ObjectNode claim, String name, List<Finding> findings) {
        String volumeName = Json.text(claim, "spec", "volumeName");
        ObjectNode volume = volumes.get(volumeName);
        if (volumeName.isEmpty() || volume == null) {
            findings.add(Finding.fault(
                    "PersistentVolumeClaim",
                    places.of(name),
                    volumeName.isEmpty()
                            ? "is not bound to a volume"
                            : "is bound to the PersistentVolume " + volumeName + ", which does not exist",
                    "wait until it is bound; if it is lost, TiKV must be given a new store"));
            return Optional.empty();
        }
        EbsSource source = EbsSource.of(volume);
        if (source.id().isEmpty()) {
            findings.add(Finding.fault(
                    "PersistentVolume", volumeName + " of " + places.of(name), source.problem(), source.advice()));
        }
        boundBack(volume, name).ifPresent(findings::add);
        return source.id().map(id -> new Bound(id, claim, volume));
    }

    private Optional<Finding> boundBack(ObjectNode volume, String claim) {
        JsonNode reference = Json.at(volume, "spec", "claimRef");
        boolean same = Json.text(reference, "name").equals(claim)
                && Json.text(reference, "namespace").equals(places.tidbCluster().namespace());
        return same
                ? Optional.empty()
                : Optional.of(Finding.fault(
                        "PersistentVolume",
                        Json.text(volume, "metadata", "name") + " of " + places.of(claim),
                        reference.isObject()
                                ? "is bound to another claim: " + Json.text(reference, "namespace") + "/"
                                        + Json.text(reference, "name")
                                : "does not say which claim it is bound to (spec.claimRef)",
                        "bind claim and volume to each other; a restore finds the volume's claim by it"));
    }

    private Finding noClaim(TikvPod pod, Wanted wanted) {
        boolean there = pod.volume(wanted).isObject();
        return Finding.fault(
                "TiKV pod",
                places.of(pod.name()),
                there
                        ? "has a volume '" + wanted.podVolume() + "' that is no PersistentVolumeClaim"
                        : "has no volume '" + wanted.podVolume() + "', which the specification asks for",
                there
                        ? "only claims bound to EBS volumes can be backed up; move the store to such"
                        : "wait until TiDB Operator has carried out the change of the specification");
    }
}
