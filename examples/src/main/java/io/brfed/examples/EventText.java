package io.brfed.examples;

import io.brfed.api.FederationEvent;
import io.brfed.api.Reached;
import java.util.Locale;

/** Events as one line each. */
final class EventText {
    private EventText() {}

    static String of(FederationEvent event) {
        if (event instanceof FederationEvent.PhaseDeclared declared) {
            return onMember(declared.member(), "told " + declared.phase());
        }
        if (event instanceof FederationEvent.ConditionReached reached) {
            return onMember(reached.member(), condition(reached.reached()));
        }
        if (event instanceof FederationEvent.Progressed progressed) {
            return onMember(progressed.member(), String.format(Locale.ROOT, "%.0f %%", progressed.fraction() * 100));
        }
        if (event instanceof FederationEvent.PauseRequested requested) {
            return onMember(requested.member(), "asked to pause region scheduling and GC");
        }
        if (event instanceof FederationEvent.Retrying retrying) {
            return onMember(
                    retrying.member(),
                    retrying.call() + " again in " + Spans.text(retrying.in()) + ": " + retrying.error());
        }
        if (event instanceof FederationEvent.MemberUnreachable unreachable) {
            return onMember(unreachable.member(), "does not answer: " + unreachable.error());
        }
        if (event instanceof FederationEvent.MemberReachable reachable) {
            return onMember(reachable.member(), "answers again");
        }
        return ofOperation(event);
    }

    private static String ofOperation(FederationEvent event) {
        if (event instanceof FederationEvent.Started started) {
            String verb = started.epoch() == 1 ? " started" : " taken over";
            return started.kind().name().toLowerCase(Locale.ROOT) + " '" + started.name() + "'" + verb
                    + " as operation " + started.id();
        }
        if (event instanceof FederationEvent.OperationFailing failing) {
            return "failing: " + failing.cause();
        }
        if (event instanceof FederationEvent.PauseNearlyUsedUp nearly) {
            return "the pause is nearly used up; giving up at " + nearly.limit();
        }
        if (event instanceof FederationEvent.PauseEnded over) {
            return "pause of " + Spans.text(over.window().length()) + ", "
                    + over.window().ending().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (event instanceof FederationEvent.Notice notice) {
            return "notice: " + notice.text();
        }
        if (event instanceof FederationEvent.EventsDropped dropped) {
            return dropped.count() + " events were not told in time";
        }
        if (event instanceof FederationEvent.Ended ended) {
            return "ended: " + ended.status();
        }
        return event.toString();
    }

    private static String condition(Reached reached) {
        String why = reached.reason() + (reached.message().isEmpty() ? "" : ": " + reached.message());
        return "reached " + reached.condition() + (why.isEmpty() ? "" : " (" + why + ")");
    }

    private static String onMember(Object member, String what) {
        return member + "  " + what;
    }
}
