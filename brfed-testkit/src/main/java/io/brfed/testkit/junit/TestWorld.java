package io.brfed.testkit.junit;

import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The world of one test. */
final class TestWorld {
    private final FakeFederation federation;
    private final Settings settings;
    private final long seed;

    private TestWorld(FakeFederation federation, Settings settings, long seed) {
        this.federation = federation;
        this.settings = settings;
        this.seed = seed;
    }

    static TestWorld begin(Settings settings, long seed) {
        FakeFederation federation = FakeFederation.of(settings.layout().seed(seed), VirtualTime.seeded(seed));
        settings.preparation().accept(federation);
        return new TestWorld(federation, settings, seed);
    }

    FakeFederation federation() {
        return federation;
    }

    void close(ExtensionContext context) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            failIfSomethingIsLeft(context);
        } else if (!(failure instanceof TestAbortedException)) {
            publish(context);
            failure.addSuppressed(new FailedWorldException(describe(context)));
        }
    }

    private void failIfSomethingIsLeft(ExtensionContext context) {
        if (mayLeaveThings(context)) {
            return;
        }
        List<String> left = leftAfterSettling();
        if (left.isEmpty()) {
            return;
        }
        publish(context);
        throw new AssertionFailedError("the test left behind in its federation:\n"
                + left.stream().map(line -> "  " + line + "\n").collect(Collectors.joining())
                + "End what it began: await the operation, let time pass, delete the backup. If leaving it is the point of"
                + " the test, annotate it with @LeavesBehind.\n"
                + describe(context));
    }

    private List<String> leftAfterSettling() {
        boolean settles = !federation.leftovers().isEmpty() && !federation.pauseHeldAnywhere();
        if (settles) {
            federation.time().runUntil(() -> federation.leftovers().isEmpty(), settings.settling());
        }
        return federation.leftovers();
    }

    private static boolean mayLeaveThings(ExtensionContext context) {
        boolean allowed = AnnotationSupport.isAnnotated(context.getTestMethod(), LeavesBehind.class);
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            allowed |= AnnotationSupport.isAnnotated(type, LeavesBehind.class);
        }
        return allowed;
    }

    private void publish(ExtensionContext context) {
        String journal = String.join("\n", journal());
        context.publishReportEntry(Map.of(
                FederationExtension.SEED,
                String.valueOf(seed),
                "brfed.replay",
                replay(context),
                "brfed.journal",
                journal.isEmpty() ? "nothing happened" : journal));
    }

    private String describe(ExtensionContext context) {
        List<String> lines = journal();
        int first = Math.max(0, lines.size() - settings.journalLines());
        String missing = first == 0
                ? ""
                : " (without the first " + first + " lines; journalLines is " + settings.journalLines() + ")";
        return "seed " + seed + ", replay with " + replay(context) + "\njournal" + missing + ":\n"
                + String.join("\n", lines.subList(first, lines.size()));
    }

    private List<String> journal() {
        List<String> lines =
                new ArrayList<>(federation.journal().toString().lines().toList());
        for (FakeFederation other : federation.others()) {
            lines.add("journal of another federation with the same time:");
            lines.addAll(other.journal().toString().lines().toList());
        }
        return lines;
    }

    private String replay(ExtensionContext context) {
        return "-Dtest='" + context.getRequiredTestClass().getName() + "#"
                + context.getRequiredTestMethod().getName() + "' -D" + FederationExtension.SEED + "=" + seed;
    }
}
