package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.k8s.internal.manifest.TemplateRules;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for faults in names, template and storage, without asking anybody. */
final class SettingsCheck {
    private static final int MAX_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final List<String> OF_RESTORES = List.of("warmup", "warmupImage", "warmupStrategy");
    private static final List<String> OF_BACKUPS =
            List.of("cleanPolicy", "calcSizeLevel", MemberSpecs.PAUSE_SECONDS, "snapshotsDeleteRatio");

    private final PlaneSettings settings;
    private final MemberRequest request;
    private final Member member;
    private final List<Finding> findings = new ArrayList<>();

    SettingsCheck(PlaneSettings settings, MemberRequest request) {
        this.settings = settings;
        this.request = request;
        member = request.member();
    }

    List<Finding> findings() {
        names();
        if (member.kind() == OperationKind.BACKUP) {
            template(settings.backup().fields(), OF_RESTORES, "a backup");
            storage(settings.storage().orElseGet(Json::object), "storage");
        } else {
            template(settings.restore().fields(), OF_BACKUPS, "a restore");
            source();
            storage(new MemberSpecs(settings).restoreStorage(request), "source");
        }
        return List.copyOf(findings);
    }

    private void names() {
        findings.addAll(TemplateRules.name(
                member.kind(), "operation name", member.operation().value(), TemplateRules.WarmUp.NONE));
        String namespace = member.tidbCluster().namespace();
        if (!LABEL.matcher(namespace).matches() || namespace.length() > MAX_LABEL) {
            fault("namespace", namespace, "is not a DNS-1123 label", "give the namespace of the TidbCluster");
        }
        String tidbCluster = member.tidbCluster().name();
        if (!SUBDOMAIN.matcher(tidbCluster).matches()) {
            fault("TidbCluster name", tidbCluster, "is not a DNS-1123 name", "give the name of the TidbCluster");
        }
    }

    private void template(ObjectNode fields, List<String> foreign, String kind) {
        findings.addAll(TemplateRules.template(member.kind(), "template", fields));
        notFor(fields, foreign, kind);
    }

    private void source() {
        if (settings.source().isEmpty() && request.source().isEmpty()) {
            fault(
                    "source",
                    "",
                    "nothing says where this member's part of the backup lies",
                    "restore from a report or a BackupLocation, or set restoreSource on the data plane");
        }
        if (request.source().isEmpty()) {
            return;
        }
        BackupLocation asked = request.source().get();
        if (!asked.scheme().equals("s3")) {
            fault("source", asked.url(), "is not in S3", "volume snapshot backups are kept in S3 only");
        }
        String written = settings.source()
                .map(source -> MemberReading.s3(source.path("s3")))
                .orElse(asked.url());
        if (!written.equals(asked.url())) {
            fault(
                    "source",
                    asked.url(),
                    "is not what the data plane was told (" + written + ")",
                    "leave restoreSource out, or name the same place");
        }
    }

    private void storage(ObjectNode storage, String where) {
        if (storage.get("s3") instanceof ObjectNode) {
            findings.addAll(TemplateRules.storage(where, storage));
            return;
        }
        // A restore without any source was reported before.
        if (member.kind() == OperationKind.BACKUP || settings.source().isPresent()) {
            fault(
                    where,
                    String.join(", ", Json.texts(storage).keySet()),
                    "is not S3, the only storage that volume snapshot backups work with",
                    "set the storage of the data plane with OperatorStorage.s3(bucket)");
        }
    }

    private void notFor(ObjectNode template, List<String> fields, String kind) {
        for (String field : fields) {
            String value = Json.text(template, field);
            if (!value.isEmpty()) {
                fault("template." + field, value, "has no meaning for " + kind, "leave it out of this template");
            }
        }
    }

    private void fault(String field, String value, String problem, String advice) {
        findings.add(Finding.fault(field, value, problem, advice));
    }
}
