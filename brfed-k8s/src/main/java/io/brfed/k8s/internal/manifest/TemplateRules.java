package io.brfed.k8s.internal.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The values that TiDB Operator accepts, whether a manifest or a program gave them: what it would refuse later, retry for
 * ever or silently take for something else is found before anything is created. Every fault is found at once.
 */
public final class TemplateRules {
    private static final List<String> CLEAN_POLICIES = List.of("Retain", "OnFailure", "Delete");
    private static final List<String> CALC_SIZE_LEVELS = List.of("all", "full", "incremental", "none");
    private static final List<String> WARMUPS = List.of("sync", "async");
    private static final String CHECK_WAL_ONLY = "check-wal-only";
    private static final List<String> WARMUP_STRATEGIES = List.of("fio", "hybrid", "fsr", CHECK_WAL_ONLY);
    private static final List<String> S3_PROVIDERS = List.of("aws", "ceph");
    private static final BigDecimal MIN_RATIO = new BigDecimal("0.1");
    private static final BigDecimal MAX_RATIO = new BigDecimal("2.0");

    /** Kubernetes limits names of jobs; {@code backup-fed-<name>-init} and {@code restore-data-fed-<name>} are the longest. */
    private static final int MAX_JOB_NAME = 63;

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    private final String path;
    private final JsonNode fields;
    private final List<Finding> findings = new ArrayList<>();

    private TemplateRules(String path, JsonNode fields) {
        this.path = path;
        this.fields = fields;
    }

    /**
     * Faults of a template, without its storage.
     *
     * @param path what comes before the names of its fields in findings, empty for nothing
     */
    public static List<Finding> template(OperationKind kind, String path, JsonNode template) {
        TemplateRules rules = new TemplateRules(path, template);
        switch (kind) {
            case BACKUP -> rules.backup();
            case RESTORE -> rules.restore();
        }
        return rules.findings;
    }

    /**
     * Faults of the place where backups are kept: an object with a field {@code s3}.
     *
     * @param path what comes before the names of its fields in findings, empty for nothing
     */
    public static List<Finding> storage(String path, JsonNode storage) {
        TemplateRules rules = new TemplateRules(path, storage);
        for (String other : List.of("gcs", "azblob", "local")) {
            if (storage.has(other)) {
                rules.fault(other, "", "volume snapshots are kept in S3 only", "give s3 instead");
            }
        }
        if (storage.path("s3").isObject()) {
            new S3Rules(rules, storage.path("s3")).check();
        } else {
            rules.fault("s3", "", "is missing, so there is no place for the backup", "give s3 with bucket and prefix");
        }
        return rules.findings;
    }

    /**
     * Faults of an operation's name, given the names of the jobs that it leads to.
     *
     * @param field what the name is called in findings
     * @param warmup whether a restore warms up volumes
     */
    public static List<Finding> name(OperationKind kind, String field, String name, WarmUp warmup) {
        List<Finding> findings = new ArrayList<>();
        if (!DNS_LABEL.matcher(name).matches()) {
            findings.add(Finding.fault(
                    field,
                    name,
                    "is no DNS-1123 label",
                    "use lower-case letters, digits and dashes, with a letter or digit at both ends"));
        }
        String job = "fed-" + name;
        String longest = switch (kind) {
            case BACKUP -> "backup-" + job + "-init";
            case RESTORE -> "restore-data-" + job;
        };
        String warming = kind == OperationKind.RESTORE && warmup.asked()
                ? job + "-" + warmup.tidbCluster() + "-tikv-0-warm-up"
                : "";
        String reason = warming.length() > longest.length() ? warming : longest;
        if (reason.length() > MAX_JOB_NAME) {
            findings.add(Finding.fault(
                    field,
                    name,
                    "is too long: job '" + reason + "' would have " + reason.length() + " characters, the limit is "
                            + MAX_JOB_NAME,
                    "use at most " + Math.max(1, name.length() - (reason.length() - MAX_JOB_NAME)) + " characters"));
        }
        return findings;
    }

    private void backup() {
        oneOf("cleanPolicy", CLEAN_POLICIES);
        oneOf("calcSizeLevel", CALC_SIZE_LEVELS);
        JsonNode ratio = fields.path("snapshotsDeleteRatio");
        if (ratio.isNumber() && !within(ratio.decimalValue())) {
            fault(
                    "snapshotsDeleteRatio",
                    ratio.asText(),
                    "is not in the range from " + MIN_RATIO + " to " + MAX_RATIO,
                    "TiDB Operator would silently use 1.0");
        }
        JsonNode seconds = fields.path("volumeBackupInitJobMaxActiveSeconds");
        if (seconds.isNumber() && (seconds.asLong() < 1 || seconds.asLong() > Integer.MAX_VALUE)) {
            fault(
                    "volumeBackupInitJobMaxActiveSeconds",
                    seconds.asText(),
                    "must be at least 1",
                    "it limits the pause in all: initialization and every member's snapshots");
        }
        commonSettings();
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asText("");
    }

    private static boolean within(BigDecimal ratio) {
        return ratio.compareTo(MIN_RATIO) >= 0 && ratio.compareTo(MAX_RATIO) <= 0;
    }

    private void restore() {
        String warmup = text(fields, "warmup");
        String strategy = text(fields, "warmupStrategy");
        oneOf("warmup", WARMUPS);
        oneOf("warmupStrategy", WARMUP_STRATEGIES);
        if (!warmup.isEmpty() && text(fields, "warmupImage").isEmpty()) {
            fault("warmupImage", "", "is missing although warmup is '" + warmup + "'", "name the warm-up image");
        }
        if (strategy.equals(CHECK_WAL_ONLY) && !warmup.equals("sync")) {
            fault(
                    "warmupStrategy",
                    strategy,
                    "needs warmup 'sync', which is '" + warmup + "'",
                    "TiKV would never start; set warmup to sync or choose another strategy");
        }
        commonSettings();
    }

    private void commonSettings() {
        JsonNode concurrency = fields.path("br").path("concurrency");
        if (concurrency.isNumber() && (concurrency.asLong() < 1 || concurrency.asLong() > Integer.MAX_VALUE)) {
            fault("br.concurrency", concurrency.asText(), "must be at least 1", "leave it out for BR's own default");
        }
    }

    /** An empty text counts as not set, as it does for TiDB Operator. */
    private void oneOf(String name, List<String> known) {
        String value = text(fields, name);
        if (!value.isEmpty() && !known.contains(value)) {
            fault(name, value, "is not known", "use one of " + String.join(", ", known));
        }
    }

    private void fault(String name, String value, String problem, String advice) {
        findings.add(Finding.fault(path.isEmpty() ? name : path + "." + name, value, problem, advice));
    }

    /**
     * Whether a restore warms up volumes, which needs longer names.
     *
     * @param mode the template's {@code warmup}, empty for none
     * @param tidbCluster the name of the member's TidbCluster
     */
    public record WarmUp(String mode, String tidbCluster) {
        /** No warm-up. */
        public static final WarmUp NONE = new WarmUp("", "");

        boolean asked() {
            return !mode.isEmpty();
        }
    }

    /** Rules of the field {@code s3}. */
    private record S3Rules(TemplateRules rules, JsonNode s3) {
        void check() {
            String provider = text(s3, "provider");
            if (!S3_PROVIDERS.contains(provider)) {
                rules.fault(
                        "s3.provider",
                        provider,
                        provider.isEmpty() ? "is missing" : "is not known",
                        "use one of " + String.join(", ", S3_PROVIDERS));
            }
            if (text(s3, "bucket").isBlank()) {
                rules.fault(
                        "s3.bucket", "", "is missing", "TiDB Operator would mark the member Invalid; name a bucket");
            }
            if (text(s3, "prefix").replace("/", "").isBlank()) {
                rules.fault("s3.prefix", "", "is missing", "name a place inside the bucket");
            }
            String endpoint = text(s3, "endpoint");
            if (!endpoint.isEmpty() && !isUrl(endpoint)) {
                rules.fault(
                        "s3.endpoint",
                        endpoint.contains("@") ? "" : endpoint,
                        "has no scheme or no host",
                        "write it as https://host");
            }
        }

        private static boolean isUrl(String text) {
            try {
                URI uri = new URI(text);
                return uri.getScheme() != null && uri.getHost() != null;
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }
}
