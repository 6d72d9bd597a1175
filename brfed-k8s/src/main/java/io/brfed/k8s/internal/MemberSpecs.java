package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.OperationKind;
import io.brfed.api.Phase;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.util.List;

/** Builds the objects that members are, as TiDB Operator expects them. */
public final class MemberSpecs {
    /** The initializer's limit on the pause where none is set, in seconds; the operator's own default. */
    public static final int DEFAULT_PAUSE_SECONDS = 600;
    /** The setting of that limit. */
    public static final String PAUSE_SECONDS = "volumeBackupInitJobMaxActiveSeconds";

    static final String BACKUP_PHASE = "federalVolumeBackupPhase";
    static final String RESTORE_PHASE = "federalVolumeRestorePhase";
    static final String CLEAN_POLICY = "cleanPolicy";
    static final String RESUME_GC = "resumeGcSchedule";
    static final String VOLUME_SNAPSHOT = "volume-snapshot";
    /** The annotation that says which member of the federation an object is. */
    static final String MEMBER_ANNOTATION = MemberNames.OWN + "member";

    private static final List<String> COPIED = List.of(
            "resources",
            "env",
            "tolerations",
            "toolImage",
            "imagePullSecrets",
            "serviceAccount",
            "automountServiceAccountToken",
            "priorityClassName",
            "additionalVolumes",
            "additionalVolumeMounts");
    private static final List<String> COPIED_TO_BACKUPS = List.of("cleanPolicy", "calcSizeLevel");
    private static final List<String> COPIED_TO_RESTORES = List.of("warmup", "warmupImage", "warmupStrategy");

    /** What of the template only the initializer gets, and what the others get of that. */
    private static final List<String> PAUSE = List.of(PAUSE_SECONDS);

    private static final List<String> NO_PAUSE = List.of();

    private final PlaneSettings settings;

    /** Objects made from the given configuration. */
    public MemberSpecs(PlaneSettings settings) {
        this.settings = settings;
    }

    /** The object to be created for a declaration. */
    public ObjectNode object(Declaration declaration) {
        Member member = declaration.member();
        boolean initializer = declaration.stamp().initializer().equals(member.cluster());
        ObjectNode object = unstamped(declaration.request(), declaration.phase(), initializer ? PAUSE : NO_PAUSE);
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.withObjectProperty("labels")
                .put(MemberNames.OPERATION_LABEL, declaration.stamp().id().value());
        ObjectNode annotations = metadata.withObjectProperty("annotations");
        declaration.stamp().fields().forEach((name, value) -> annotations.put(MemberNames.OWN + name, value));
        annotations.put(MEMBER_ANNOTATION, member.cluster().value());
        return object;
    }

    /** The object that a request leads to, without the marks of its operation. */
    public ObjectNode unstamped(MemberRequest request, Phase first) {
        return unstamped(request, first, first == Phase.INITIALIZE ? PAUSE : NO_PAUSE);
    }

    private ObjectNode unstamped(MemberRequest request, Phase phase, List<String> pauseSettings) {
        Member member = request.member();
        ObjectKey key = MemberNames.of(member);
        PlaneSettings.Template template = template(member.kind());
        ObjectNode object = Json.object();
        object.put("apiVersion", key.resource().apiVersion());
        object.put("kind", key.resource().kind());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", key.name());
        metadata.put("namespace", key.namespace());
        ObjectNode labels = metadata.putObject("labels");
        template.labels().forEach(labels::put);
        ObjectNode annotations = metadata.putObject("annotations");
        template.annotations().forEach(annotations::put);
        object.set(
                "spec",
                member.kind() == OperationKind.BACKUP ? backup(member, phase, pauseSettings) : restore(request, phase));
        return object;
    }

    private ObjectNode backup(Member member, Phase phase, List<String> pauseSettings) {
        ObjectNode template = settings.backup().fields();
        ObjectNode spec = Json.object();
        spec.put("backupMode", VOLUME_SNAPSHOT);
        spec.put("backupType", "full");
        spec.put(BACKUP_PHASE, phase(phase));
        pauseSettings.stream().filter(template::has).forEach(name -> spec.set(name, template.get(name)));
        spec.set("br", br(member, template));
        spec.setAll(backupStorage(member));
        copy(COPIED, template, spec);
        copy(COPIED_TO_BACKUPS, template, spec);
        JsonNode ratio = template.path("snapshotsDeleteRatio");
        ObjectNode clean = spec.putObject("cleanOption");
        if (ratio.isNumber()) {
            clean.set("snapshotsDeleteRatio", ratio);
        } else {
            clean.put("snapshotsDeleteRatio", 1);
        }
        return spec;
    }

    private ObjectNode restore(MemberRequest request, Phase phase) {
        ObjectNode template = settings.restore().fields();
        ObjectNode spec = Json.object();
        spec.put("restoreMode", VOLUME_SNAPSHOT);
        spec.put("backupType", "full");
        spec.put(RESTORE_PHASE, phase(phase));
        if (!settings.zone().isEmpty()) {
            spec.put("volumeAZ", settings.zone());
        }
        spec.set("br", br(request.member(), template));
        spec.setAll(restoreStorage(request));
        copy(COPIED, template, spec);
        copy(COPIED_TO_RESTORES, template, spec);
        return spec;
    }

    private static ObjectNode br(Member member, ObjectNode template) {
        ObjectNode br = Json.object();
        if (template.get("br") instanceof ObjectNode settings) {
            br.setAll(settings.deepCopy());
        }
        br.put("cluster", member.tidbCluster().name());
        br.put("clusterNamespace", member.tidbCluster().namespace());
        return br;
    }

    private static void copy(List<String> names, ObjectNode from, ObjectNode to) {
        for (String name : names) {
            JsonNode value = from.path(name);
            boolean unset = value.isMissingNode()
                    || value.isNull()
                    || (value.isTextual() && value.asText().isEmpty());
            if (!unset) {
                to.set(name, value.deepCopy());
            }
        }
    }

    /** Where a member's part of a backup goes: the configured storage with the member's own prefix. */
    ObjectNode backupStorage(Member member) {
        ObjectNode storage = settings.storage().map(ObjectNode::deepCopy).orElseGet(Json::object);
        if (storage.get("s3") instanceof ObjectNode s3) {
            s3.put("prefix", prefix(Json.text(s3, "prefix"), member));
        }
        return storage;
    }

    private String prefix(String configured, Member member) {
        String cluster = member.cluster().value();
        return switch (settings.prefixRule()) {
            case AS_PUBLISHED -> configured + "-" + cluster;
            case PER_BACKUP ->
                configured.replaceAll("^/+|/+$", "") + "/" + member.operation().value() + "-" + cluster;
        };
    }

    /** Where a member's part of the backup to be restored lies. */
    ObjectNode restoreStorage(MemberRequest request) {
        if (settings.source().isPresent()) {
            return settings.source().get().deepCopy();
        }
        ObjectNode storage = settings.storage().map(ObjectNode::deepCopy).orElseGet(Json::object);
        if (request.source().isPresent()) {
            BackupLocation location = request.source().get();
            ObjectNode s3 = storage.withObjectProperty("s3");
            s3.remove("path");
            s3.put("bucket", location.bucket());
            s3.put("prefix", location.prefix());
            if (!s3.has("provider")) {
                s3.put("provider", "aws");
            }
        }
        return storage;
    }

    private PlaneSettings.Template template(OperationKind kind) {
        return kind == OperationKind.BACKUP ? settings.backup() : settings.restore();
    }

    /** The operator's word for a phase; of {@code RESUME}, which is no phase of its own, the one that it is said in. */
    static String phase(Phase phase) {
        return switch (phase) {
            case INITIALIZE -> "initialize";
            case EXECUTE, RESUME -> "execute";
            case TEARDOWN -> "teardown";
            case RESTORE_VOLUME -> "restore-volume";
            case RESTORE_DATA -> "restore-data";
            case RESTORE_FINISH -> "restore-finish";
        };
    }
}
