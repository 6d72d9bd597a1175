package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ClusterName;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Member;
import io.brfed.plane.Placement;
import io.brfed.plane.Stamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code Backup} or {@code Restore} object as it was read, whoever made it: nothing about its shape is taken for
 * granted. Immutable as long as nobody changes the tree.
 *
 * @param kind which of the two it is
 * @param object the object
 */
public record StoredMember(OperationKind kind, ObjectNode object) {
    /** Its name. */
    public String name() {
        return Json.text(object, "metadata", "name");
    }

    /** Its namespace. */
    public String namespace() {
        return Json.text(object, "metadata", "namespace");
    }

    /** What tells it from a later object of the same name. */
    public String uid() {
        return Json.text(object, "metadata", "uid");
    }

    /** What tells this state of it from another. */
    public String version() {
        return Json.text(object, "metadata", "resourceVersion");
    }

    /** Whether it is being deleted. */
    public boolean deleting() {
        return !Json.text(object, "metadata", "deletionTimestamp").isEmpty();
    }

    /**
     * The stamp, if it carries one that belongs to this very object: a copy of somebody's manifest under another name is
     * not ours.
     */
    public Optional<Stamp> stamp() {
        return Stamp.parse(stampFields())
                .filter(stamp -> stamp.kind() == kind && name().equals(MemberNames.name(stamp.name())));
    }

    /** Everything that was written as a stamp. */
    public Map<String, String> stampFields() {
        Map<String, String> fields = new LinkedHashMap<>();
        Json.texts(Json.at(object, "metadata", "annotations")).forEach((name, value) -> {
            if (name.startsWith(MemberNames.OWN) && !name.equals(MemberSpecs.MEMBER_ANNOTATION)) {
                fields.put(name.substring(MemberNames.OWN.length()), value);
            }
        });
        return fields;
    }

    /** The member that it is, as its stamp says; empty if that cannot be told. */
    public Optional<Member> member() {
        return stamp().flatMap(stamp -> cluster(stamp).map(cluster -> member(stamp, cluster)));
    }

    private Member member(Stamp stamp, Placement placement) {
        return new Member(kind, stamp.name(), placement.cluster(), placement.tidbCluster());
    }

    private Optional<Placement> cluster(Stamp stamp) {
        String written = Json.text(object, "metadata", "annotations", MemberSpecs.MEMBER_ANNOTATION);
        Optional<ClusterName> own = written.isBlank() ? Optional.empty() : Optional.of(new ClusterName(written));
        List<Placement> candidates = stamp.members().stream()
                .filter(placement -> own.isEmpty()
                        ? placement.tidbCluster().namespace().equals(namespace())
                        : own.get().equals(placement.cluster()))
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /** Whether it works on the given TidbCluster. */
    public boolean worksOn(String tidbNamespace, String tidbCluster) {
        String namespace = Json.text(object, "spec", "br", "clusterNamespace");
        return Json.text(object, "spec", "br", "cluster").equals(tidbCluster)
                && (namespace.isEmpty() ? namespace() : namespace).equals(tidbNamespace);
    }

    /** Whether it is one that works with volume snapshots. */
    public boolean volumeSnapshot() {
        String mode = Json.text(object, "spec", kind == OperationKind.BACKUP ? "backupMode" : "restoreMode");
        return mode.equals(MemberSpecs.VOLUME_SNAPSHOT);
    }

    /** Whether the pause was asked to end. */
    public boolean resumeAsked() {
        return Json.at(object, "spec", MemberSpecs.RESUME_GC).asBoolean(false);
    }

    /** The phase it was told last. */
    public Optional<Phase> desired() {
        String phase = Json.text(
                object, "spec", kind == OperationKind.BACKUP ? MemberSpecs.BACKUP_PHASE : MemberSpecs.RESTORE_PHASE);
        return switch (phase) {
            case "teardown" -> Optional.of(Phase.TEARDOWN);
            case "execute" -> Optional.of(resumeAsked() ? Phase.RESUME : Phase.EXECUTE);
            case "initialize" -> Optional.of(resumeAsked() ? Phase.RESUME : Phase.INITIALIZE);
            case "restore-volume" -> Optional.of(Phase.RESTORE_VOLUME);
            case "restore-data" -> Optional.of(Phase.RESTORE_DATA);
            case "restore-finish" -> Optional.of(Phase.RESTORE_FINISH);
            default -> Optional.empty();
        };
    }

    /** The entry of a condition that is true. */
    public Optional<JsonNode> condition(String type) {
        for (JsonNode entry : Json.at(object, "status", "conditions")) {
            if (Json.text(entry, "type").equals(type)
                    && Json.text(entry, "status").equals("True")) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Whether a condition is true. */
    public boolean has(String type) {
        return condition(type).isPresent();
    }
}
