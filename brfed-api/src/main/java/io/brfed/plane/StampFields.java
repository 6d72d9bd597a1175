package io.brfed.plane;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Verdict;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text form of a {@link Stamp}. */
final class StampFields {
    private static final String ID = "operation";
    private static final String KIND = "kind";
    private static final String NAME = "name";
    private static final String DIGEST = "digest";
    private static final String MEMBERS = "members";
    private static final String INITIALIZER = "initializer";
    private static final String KEEPER = "keeper";
    private static final String STARTED = "started-at";
    private static final String DEADLINES = "deadlines";
    private static final String EPOCH = "epoch";
    private static final String RECORDED = "recorded";
    private static final String VERDICT = "verdict";
    private static final String VERDICT_SEEN = "verdict-seen";
    private static final String CAUSE_KIND = "verdict-cause";
    private static final String CAUSE_MEMBER = "verdict-member";
    private static final String CAUSE_REASON = "verdict-reason";
    private static final String CAUSE_MESSAGE = "verdict-message";
    private static final String REOPENED = "reopened";
    private static final String REOPENED_AFTER = "reopened-after";
    private static final String OK = "ok";
    private static final String FAILED = "failed";
    private static final int MAX_MESSAGE = 2000;

    private StampFields() {}

    static Map<String, String> write(Stamp stamp) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(ID, stamp.id().value());
        fields.put(KIND, stamp.kind().name());
        fields.put(NAME, stamp.name().value());
        fields.put(DIGEST, stamp.digest());
        fields.put(MEMBERS, stamp.members().stream().map(Placement::toString).collect(Collectors.joining(",")));
        fields.put(INITIALIZER, stamp.initializer().value());
        fields.put(KEEPER, stamp.keeper().value());
        fields.put(STARTED, stamp.startedAt().toString());
        fields.put(DEADLINES, deadlines(stamp.deadlines()));
        fields.put(EPOCH, Long.toString(stamp.epoch()));
        fields.put(RECORDED, names(stamp.recorded().stream().sorted()));
        stamp.verdict().ifPresent(verdict -> verdict(fields, verdict));
        if (stamp.reopened().times() > 0) {
            fields.put(REOPENED, Integer.toString(stamp.reopened().times()));
            fields.put(REOPENED_AFTER, String.join("\n", stamp.reopened().failures()));
        }
        return fields;
    }

    static Optional<Stamp> read(Map<String, String> fields) {
        if (!fields.containsKey(ID) || !fields.containsKey(EPOCH)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Stamp(
                    new OperationId(get(fields, ID)),
                    OperationKind.valueOf(get(fields, KIND)),
                    new OperationName(get(fields, NAME)),
                    get(fields, DIGEST),
                    split(get(fields, MEMBERS)).map(StampFields::placement).toList(),
                    new ClusterName(get(fields, INITIALIZER)),
                    new ClusterName(get(fields, KEEPER)),
                    Instant.parse(get(fields, STARTED)),
                    deadlines(get(fields, DEADLINES)),
                    Long.parseLong(get(fields, EPOCH)),
                    clusters(get(fields, RECORDED)),
                    verdict(fields),
                    reopened(fields)));
        } catch (IllegalArgumentException | DateTimeException notAStamp) {
            return Optional.empty();
        }
    }

    private static void verdict(Map<String, String> fields, Verdict verdict) {
        if (verdict instanceof Verdict.Ok ok) {
            fields.put(VERDICT, OK);
            fields.put(VERDICT_SEEN, names(ok.seen().stream()));
        } else if (verdict instanceof Verdict.Failed failed) {
            FailureCause cause = failed.cause();
            fields.put(VERDICT, FAILED);
            fields.put(CAUSE_KIND, cause.kind().name());
            fields.put(CAUSE_MEMBER, cause.member().map(ClusterName::value).orElse(""));
            fields.put(CAUSE_REASON, cause.reason());
            fields.put(CAUSE_MESSAGE, shortened(cause.message()));
        }
    }

    private static Optional<Verdict> verdict(Map<String, String> fields) {
        String verdict = fields.getOrDefault(VERDICT, "");
        return switch (verdict) {
            case "" -> Optional.empty();
            case OK ->
                Optional.of(new Verdict.Ok(
                        split(get(fields, VERDICT_SEEN)).map(ClusterName::new).toList()));
            case FAILED -> Optional.of(new Verdict.Failed(cause(fields)));
            default -> throw new IllegalArgumentException("verdict '" + verdict + "' is neither ok nor failed");
        };
    }

    private static Reopened reopened(Map<String, String> fields) {
        String failures = fields.getOrDefault(REOPENED_AFTER, "");
        return new Reopened(
                Integer.parseInt(fields.getOrDefault(REOPENED, "0")),
                failures.isEmpty() ? List.of() : List.of(failures.split("\n")));
    }

    private static FailureCause cause(Map<String, String> fields) {
        String member = fields.getOrDefault(CAUSE_MEMBER, "");
        return new FailureCause(
                FailureCause.Kind.valueOf(get(fields, CAUSE_KIND)),
                member.isEmpty() ? Optional.empty() : Optional.of(new ClusterName(member)),
                fields.getOrDefault(CAUSE_REASON, ""),
                fields.getOrDefault(CAUSE_MESSAGE, ""));
    }

    private static String deadlines(Deadlines deadlines) {
        return Stream.of(
                        deadlines.completion(),
                        deadlines.unreachable(),
                        deadlines.unreachableInPause(),
                        deadlines.pauseMargin(),
                        deadlines.restoreVolumes(),
                        deadlines.restoreData(),
                        deadlines.restoreFinish(),
                        deadlines.settle())
                .map(Duration::toString)
                .collect(Collectors.joining(","));
    }

    private static Deadlines deadlines(String text) {
        List<Duration> limits = split(text).map(Duration::parse).toList();
        if (limits.size() != 8) {
            throw new IllegalArgumentException("deadlines '" + text + "' are not eight durations");
        }
        return new Deadlines(
                limits.get(0),
                limits.get(1),
                limits.get(2),
                limits.get(3),
                limits.get(4),
                limits.get(5),
                limits.get(6),
                limits.get(7));
    }

    private static Placement placement(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 3) {
            throw new IllegalArgumentException("member '" + text + "' is not cluster/namespace/name");
        }
        // A context name may itself hold slashes (EKS uses ARNs), namespace and name cannot.
        String cluster = String.join("/", Arrays.asList(parts).subList(0, parts.length - 2));
        return new Placement(
                new ClusterName(cluster), new TidbClusterRef(parts[parts.length - 2], parts[parts.length - 1]));
    }

    private static Set<ClusterName> clusters(String text) {
        return split(text).map(ClusterName::new).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String names(Stream<ClusterName> names) {
        return names.map(ClusterName::value).collect(Collectors.joining(","));
    }

    private static Stream<String> split(String text) {
        return text.isEmpty() ? Stream.empty() : Arrays.stream(text.split(","));
    }

    private static String get(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("stamp field '" + name + "' is missing");
        }
        return value;
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }
}
