package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupLocation;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.plane.Member;
import io.brfed.plane.MemberRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for faults in names, template and storage, without asking anybody. */
final class SettingsCheck {
    private static final int MAX_BACKUP_NAME = 47;
    private static final int MAX_RESTORE_NAME = 46;
    private static final int MAX_LABEL = 63;
    private static final double MIN_RATIO = 0.1;
    private static final double MAX_RATIO = 2.0;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final List<String> POLICIES = List.of("Retain", "OnFailure", "Delete");
    private static final List<String> LEVELS = List.of("all", "full", "incremental", "none");
    private static final List<String> WARMUPS = List.of("sync", "async");
    private static final List<String> STRATEGIES = List.of("fio", "hybrid", "fsr", "check-wal-only");
    private static final List<String> PROVIDERS = List.of("aws", "ceph");
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
            backup(settings.backup().fields());
            storage(new MemberSpecs(settings).backupStorage(member), "storage");
        } else {
            restore(settings.restore().fields());
            source();
            storage(new MemberSpecs(settings).restoreStorage(request), "source");
        }
        return List.copyOf(findings);
    }

    private void names() {
        String name = member.operation().value();
        int longest = member.kind() == OperationKind.BACKUP ? MAX_BACKUP_NAME : MAX_RESTORE_NAME;
        if (!LABEL.matcher(name).matches()) {
            fault(
                    "operation name",
                    name,
                    "is not a DNS-1123 label",
                    "use a-z, 0-9 and '-', and begin and end with a letter or digit");
        }
        if (name.length() > longest) {
            fault(
                    "operation name",
                    name,
                    "has " + name.length() + " characters; the job names made from it allow " + longest,
                    "choose a shorter name");
        }
        String namespace = member.tidbCluster().namespace();
        if (!LABEL.matcher(namespace).matches() || namespace.length() > MAX_LABEL) {
            fault("namespace", namespace, "is not a DNS-1123 label", "give the namespace of the TidbCluster");
        }
        String tidbCluster = member.tidbCluster().name();
        if (!SUBDOMAIN.matcher(tidbCluster).matches()) {
            fault("TidbCluster name", tidbCluster, "is not a DNS-1123 name", "give the name of the TidbCluster");
        }
    }

    private void backup(ObjectNode template) {
        oneOf(template, "cleanPolicy", POLICIES);
        oneOf(template, "calcSizeLevel", LEVELS);
        notFor(template, OF_RESTORES, "a backup");
        JsonNode ratio = template.path("snapshotsDeleteRatio");
        if (ratio.isNumber() && (ratio.asDouble() < MIN_RATIO || ratio.asDouble() > MAX_RATIO)) {
            fault(
                    "template.snapshotsDeleteRatio",
                    ratio.asText(),
                    "is outside " + MIN_RATIO + " to " + MAX_RATIO,
                    "TiDB Operator would silently use 1.0 instead; choose a value in that range");
        }
        JsonNode seconds = template.path(MemberSpecs.PAUSE_SECONDS);
        if (seconds.isNumber() && seconds.asLong() < 1) {
            fault(
                    "template." + MemberSpecs.PAUSE_SECONDS,
                    seconds.asText(),
                    "leaves no time for the pause",
                    "choose at least 1 second; the operator's default is " + MemberSpecs.DEFAULT_PAUSE_SECONDS);
        }
    }

    private void restore(ObjectNode template) {
        oneOf(template, "warmup", WARMUPS);
        oneOf(template, "warmupStrategy", STRATEGIES);
        notFor(template, OF_BACKUPS, "a restore");
        String warmup = Json.text(template, "warmup");
        if (!warmup.isEmpty() && Json.text(template, "warmupImage").isEmpty()) {
            fault(
                    "template.warmupImage",
                    "",
                    "is missing although warmup is '" + warmup + "', so TiDB Operator would retry for ever",
                    "set warmupImage, or leave warmup out");
        }
        if (Json.text(template, "warmupStrategy").equals("check-wal-only") && !warmup.equals("sync")) {
            fault(
                    "template.warmupStrategy",
                    "check-wal-only",
                    "only works with warmup 'sync'; with '" + warmup + "' TiKV would never start",
                    "set warmup to sync, or choose another strategy");
        }
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
        if (!(storage.get("s3") instanceof ObjectNode s3)) {
            boolean told =
                    member.kind() == OperationKind.BACKUP || settings.source().isPresent();
            if (told) {
                fault(
                        where,
                        String.join(", ", Json.texts(storage).keySet()),
                        "is not S3, the only storage that volume snapshot backups work with",
                        "set the storage of the data plane with OperatorStorage.s3(bucket)");
            }
            return;
        }
        boolean backup = member.kind() == OperationKind.BACKUP;
        // A restore takes storage word for word, so the older form bucket/prefix in one field will do.
        boolean path = !backup && !Json.text(s3, "path").isEmpty();
        if (Json.text(s3, "bucket").isEmpty() && !path) {
            fault(where + ".s3.bucket", "", "is missing", "name the bucket");
        }
        String prefix = backup ? configuredPrefix() : Json.text(s3, "prefix");
        if (prefix.replace("/", "").isEmpty() && !path) {
            fault(where + ".s3.prefix", "", "is missing", "name the prefix inside the bucket");
        }
        String provider = Json.text(s3, "provider");
        if (!PROVIDERS.contains(provider)) {
            fault(where + ".s3.provider", provider, "is not one of " + PROVIDERS, "set the provider");
        }
        endpoint(Json.text(s3, "endpoint"), where);
    }

    private String configuredPrefix() {
        return settings.storage().map(all -> Json.text(all, "s3", "prefix")).orElse("");
    }

    private void endpoint(String endpoint, String where) {
        try {
            URI url = URI.create(endpoint);
            if (endpoint.isEmpty() || (url.getScheme() != null && url.getHost() != null)) {
                return;
            }
        } catch (IllegalArgumentException notAUrl) {
            // Said below, like one that lacks a part.
        }
        fault(where + ".s3.endpoint", endpoint, "has no scheme and host", "write it like https://s3.example.com");
    }

    private void oneOf(ObjectNode template, String field, List<String> known) {
        String value = Json.text(template, field);
        if (!value.isEmpty() && !known.contains(value)) {
            fault("template." + field, value, "is not one of " + known, "correct the spelling; case matters");
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
