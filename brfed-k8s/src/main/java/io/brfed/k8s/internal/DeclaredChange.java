package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.Stamp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has to be written so that a member is as declared, given what is stored. Pure. */
final class DeclaredChange {
    private static final Set<Phase> FIRST = Set.of(Phase.INITIALIZE, Phase.EXECUTE, Phase.RESTORE_VOLUME);

    private DeclaredChange() {}

    /** Whether a declaration may bring a member into being. */
    static boolean creates(Declaration declaration) {
        return declaration.creation() == Declaration.Creation.PERMITTED && FIRST.contains(declaration.phase());
    }

    /**
     * The merge patch for an existing object, guarded by the version that was read.
     *
     * @return empty if it is refused, or if nothing has to be written
     */
    static Optional<ObjectNode> patch(Declaration declaration, StoredMember stored) {
        if (stored.deleting() || !accepts(declaration, stored)) {
            return Optional.empty();
        }
        ObjectNode spec = spec(declaration, stored);
        ObjectNode annotations = annotations(declaration.stamp(), stored);
        String id = declaration.stamp().id().value();
        boolean labelled = Json.text(stored.object(), "metadata", "labels", MemberNames.OPERATION_LABEL)
                .equals(id);
        if (spec.isEmpty() && annotations.isEmpty() && labelled) {
            return Optional.empty();
        }
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", stored.version());
        if (!annotations.isEmpty()) {
            metadata.set("annotations", annotations);
        }
        if (!labelled) {
            metadata.putObject("labels").put(MemberNames.OPERATION_LABEL, id);
        }
        if (!spec.isEmpty()) {
            patch.set("spec", spec);
        }
        return Optional.of(patch);
    }

    private static boolean accepts(Declaration declaration, StoredMember stored) {
        Stamp ours = declaration.stamp();
        return stored.stamp()
                .filter(there -> there.id().equals(ours.id()))
                .filter(there -> there.epoch() <= ours.epoch())
                .filter(there -> !there.failed() || ours.failed())
                .filter(there -> stored.desired()
                        .map(desired -> desired.compareTo(declaration.phase()) <= 0)
                        .orElse(true))
                .isPresent();
    }

    private static ObjectNode spec(Declaration declaration, StoredMember stored) {
        ObjectNode spec = Json.object();
        Phase phase = declaration.phase();
        boolean already = stored.desired().equals(Optional.of(phase));
        if (phase != Phase.RESUME && !already) {
            spec.put(
                    phase.compareTo(Phase.RESTORE_VOLUME) < 0 ? MemberSpecs.BACKUP_PHASE : MemberSpecs.RESTORE_PHASE,
                    MemberSpecs.phase(phase));
        }
        boolean paused = phase == Phase.TEARDOWN && stored.has(MemberReading.INITIALIZED);
        if ((phase == Phase.RESUME || paused) && !stored.resumeAsked()) {
            spec.put(MemberSpecs.RESUME_GC, true);
        }
        return spec;
    }

    private static ObjectNode annotations(Stamp stamp, StoredMember stored) {
        Map<String, String> there = new HashMap<>(stored.stampFields());
        ObjectNode changes = Json.object();
        stamp.fields().forEach((name, value) -> {
            if (!value.equals(there.remove(name))) {
                changes.put(MemberNames.OWN + name, value);
            }
        });
        there.keySet().forEach(name -> changes.putNull(MemberNames.OWN + name));
        return changes;
    }
}
