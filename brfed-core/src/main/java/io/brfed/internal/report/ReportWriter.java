package io.brfed.internal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.MemberOutcome;
import io.brfed.api.MemberReport;
import io.brfed.api.OperationReport;
import io.brfed.api.PauseWindow;
import io.brfed.api.PhaseTiming;
import io.brfed.api.Reached;
import io.brfed.api.RestoreReport;

/** Writes reports. Numbers of 64 bits without sign are written as text, because not every reader keeps them exact. */
public final class ReportWriter {
    /** The version written, and the latest that is read. */
    static final int VERSION = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ReportWriter() {}

    /** A backup's report. */
    public static String write(BackupReport report) {
        ObjectNode json = operation(report.operation());
        report.commitTs().ifPresent(ts -> json.put("commitTs", ts.toString()));
        report.pause().ifPresent(pause -> json.set("pause", pause(pause)));
        report.pauseIdentity().ifPresent(identity -> json.put("pauseIdentity", identity));
        return text(json);
    }

    /** A restore's report. */
    public static String write(RestoreReport report) {
        ObjectNode json = operation(report.operation());
        report.commitTs().ifPresent(ts -> json.put("commitTs", ts.toString()));
        return text(json);
    }

    private static ObjectNode operation(OperationReport report) {
        ObjectNode json = NODES.objectNode();
        json.put("version", VERSION);
        json.put("kind", report.kind().name());
        json.put("name", report.name().value());
        json.put("id", report.id().value());
        json.put("status", report.status().name());
        report.cause().ifPresent(cause -> json.set("cause", cause(cause)));
        json.put("startedAt", report.startedAt().toString());
        json.put("endedAt", report.endedAt().toString());
        json.put("assurance", report.assurance().name());
        ArrayNode members = json.putArray("members");
        report.members().forEach(member -> members.add(member(member)));
        ArrayNode phases = json.putArray("phases");
        report.phases().forEach(phase -> phases.add(phase(phase)));
        ArrayNode left = json.putArray("leftBehind");
        report.leftBehind().forEach(thing -> left.add(left(thing)));
        ArrayNode notices = json.putArray("notices");
        report.notices().forEach(notices::add);
        return json;
    }

    private static ObjectNode member(MemberReport member) {
        ObjectNode json = NODES.objectNode();
        json.put("cluster", member.cluster().value());
        json.put("namespace", member.tidbCluster().namespace());
        json.put("tidbCluster", member.tidbCluster().name());
        json.set("outcome", outcome(member.outcome()));
        member.location().ifPresent(location -> json.put("location", location.url()));
        member.commitTs().ifPresent(ts -> json.put("commitTs", ts.toString()));
        member.size().ifPresent(size -> json.put("sizeBytes", size.bytes()));
        ArrayNode conditions = json.putArray("conditions");
        member.conditions().forEach(reached -> conditions.add(reached(reached)));
        ArrayNode stores = json.putArray("stores");
        member.stores().forEach(store -> stores.add(store.toString()));
        return json;
    }

    private static ObjectNode outcome(MemberOutcome outcome) {
        ObjectNode json = NODES.objectNode();
        json.put("type", outcome.getClass().getSimpleName());
        if (outcome instanceof MemberOutcome.Failed failed) {
            json.set("cause", cause(failed.cause()));
        } else if (outcome instanceof MemberOutcome.Stopped stopped) {
            json.put("detail", stopped.detail());
        } else if (outcome instanceof MemberOutcome.Unreachable unreachable) {
            json.put("since", unreachable.since().toString());
            json.put("detail", unreachable.detail());
        }
        return json;
    }

    private static ObjectNode cause(FailureCause cause) {
        ObjectNode json = NODES.objectNode();
        json.put("kind", cause.kind().name());
        cause.member().ifPresent(member -> json.put("member", member.value()));
        json.put("reason", cause.reason());
        json.put("message", cause.message());
        return json;
    }

    private static ObjectNode reached(Reached reached) {
        ObjectNode json = NODES.objectNode();
        json.put("condition", reached.condition().name());
        json.put("since", reached.since().toString());
        json.put("reason", reached.reason());
        json.put("message", reached.message());
        return json;
    }

    private static ObjectNode phase(PhaseTiming phase) {
        ObjectNode json = NODES.objectNode();
        json.put("member", phase.member().value());
        json.put("phase", phase.phase().name());
        json.put("start", phase.start().toString());
        phase.end().ifPresent(end -> json.put("end", end.toString()));
        return json;
    }

    private static ObjectNode left(LeftBehind thing) {
        ObjectNode json = NODES.objectNode();
        thing.member().ifPresent(member -> json.put("member", member.value()));
        json.put("what", thing.what());
        json.put("advice", thing.advice());
        return json;
    }

    private static ObjectNode pause(PauseWindow pause) {
        ObjectNode json = NODES.objectNode();
        json.put("start", pause.start().toString());
        pause.end().ifPresent(end -> json.put("end", end.toString()));
        json.put("latestEnd", pause.latestEnd().toString());
        json.put("ending", pause.ending().name());
        return json;
    }

    private static String text(ObjectNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", impossible);
        }
    }
}
