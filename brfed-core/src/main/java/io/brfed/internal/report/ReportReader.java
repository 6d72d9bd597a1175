package io.brfed.internal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.BackupReport;
import io.brfed.api.ByteSize;
import io.brfed.api.ClusterName;
import io.brfed.api.Condition;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.Phase;
import io.brfed.api.PhaseTiming;
import io.brfed.api.Reached;
import io.brfed.api.RestoreReport;
import io.brfed.api.StoreId;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Tso;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads reports. Fields it does not know are passed over, missing ones are named. */
public final class ReportReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReportReader() {}

    /** A backup's report. */
    public static BackupReport backup(String text) {
        return reading(text, json -> {
            BackupReport.Builder report = BackupReport.builder(operation(json));
            optional(json, "commitTs").ifPresent(ts -> report.commitTs(Tso.parse(ts)));
            optional(json, "pauseIdentity").ifPresent(report::pauseIdentity);
            if (json.hasNonNull("pause")) {
                report.pause(pause(json.get("pause")));
            }
            return report.build();
        });
    }

    /** A restore's report. */
    public static RestoreReport restore(String text) {
        return reading(
                text,
                json -> optional(json, "commitTs")
                        .map(ts -> RestoreReport.of(operation(json), Tso.parse(ts)))
                        .orElseGet(() -> RestoreReport.of(operation(json))));
    }

    private static <T> T reading(String text, Function<JsonNode, T> read) {
        try {
            JsonNode json = MAPPER.readTree(text);
            int version = json.path("version").asInt(0);
            if (version < 1 || version > ReportWriter.VERSION) {
                throw new IllegalArgumentException(
                        "version " + json.path("version") + " of a report is not one of 1 to " + ReportWriter.VERSION
                                + "; read it with a later brfed, or check that it is a report");
            }
            return read.apply(json);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("the text is not a report: " + notJson.getOriginalMessage(), notJson);
        } catch (DateTimeException badTime) {
            throw new IllegalArgumentException("the report has a bad time: " + badTime.getMessage(), badTime);
        }
    }

    private static OperationReport operation(JsonNode json) {
        OperationReport.Builder report = OperationReport.builder(
                        OperationKind.valueOf(text(json, "kind")),
                        new OperationName(text(json, "name")),
                        new OperationId(text(json, "id")))
                .ran(time(json, "startedAt"), time(json, "endedAt"))
                .assurance(Assurance.valueOf(text(json, "assurance")))
                .members(list(json, "members", ReportReader::member))
                .phases(list(json, "phases", ReportReader::phase))
                .leftBehind(list(json, "leftBehind", ReportReader::left))
                .notices(list(json, "notices", JsonNode::asText));
        if (json.hasNonNull("cause")) {
            report.cause(cause(json.get("cause")));
        }
        return report.build();
    }

    private static MemberReport member(JsonNode json) {
        MemberReport.Builder report = MemberReport.builder(
                        new ClusterName(text(json, "cluster")),
                        new TidbClusterRef(text(json, "namespace"), text(json, "tidbCluster")))
                .outcome(outcome(json.path("outcome")))
                .conditions(list(json, "conditions", ReportReader::reached))
                .stores(list(json, "stores", store -> StoreId.parse(store.asText())));
        optional(json, "location").ifPresent(url -> report.location(new BackupLocation(url)));
        optional(json, "commitTs").ifPresent(ts -> report.commitTs(Tso.parse(ts)));
        optional(json, "sizeBytes").ifPresent(bytes -> report.size(new ByteSize(Long.parseLong(bytes))));
        return report.build();
    }

    private static MemberOutcome outcome(JsonNode json) {
        String type = text(json, "type");
        return switch (type) {
            case "Complete" -> new MemberOutcome.Complete();
            case "Failed" -> new MemberOutcome.Failed(cause(json.path("cause")));
            case "Stopped" -> new MemberOutcome.Stopped(text(json, "detail"));
            case "Unreachable" -> new MemberOutcome.Unreachable(time(json, "since"), text(json, "detail"));
            case "NotStarted" -> new MemberOutcome.NotStarted();
            default -> throw new IllegalArgumentException("the report has an unknown outcome '" + type + "'");
        };
    }

    private static FailureCause cause(JsonNode json) {
        return new FailureCause(
                FailureCause.Kind.valueOf(text(json, "kind")),
                optional(json, "member").map(ClusterName::new),
                text(json, "reason"),
                text(json, "message"));
    }

    private static Reached reached(JsonNode json) {
        return new Reached(
                Condition.valueOf(text(json, "condition")),
                time(json, "since"),
                text(json, "reason"),
                text(json, "message"));
    }

    private static PhaseTiming phase(JsonNode json) {
        return new PhaseTiming(
                new ClusterName(text(json, "member")),
                Phase.valueOf(text(json, "phase")),
                time(json, "start"),
                optional(json, "end").map(Instant::parse));
    }

    private static LeftBehind left(JsonNode json) {
        return new LeftBehind(optional(json, "member").map(ClusterName::new), text(json, "what"), text(json, "advice"));
    }

    private static PauseWindow pause(JsonNode json) {
        return new PauseWindow(
                time(json, "start"),
                optional(json, "end").map(Instant::parse),
                time(json, "latestEnd"),
                PauseWindow.Ending.valueOf(text(json, "ending")));
    }

    private static <T> List<T> list(JsonNode json, String field, Function<JsonNode, T> read) {
        List<T> values = new ArrayList<>();
        json.path(field).forEach(value -> values.add(read.apply(value)));
        return values;
    }

    private static Instant time(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
    }

    private static String text(JsonNode json, String field) {
        return optional(json, field)
                .orElseThrow(() -> new IllegalArgumentException("the report lacks the field '" + field + "'"));
    }
}
