package io.brfed.testkit.junit;

import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.VirtualTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The world of one test. */
final class TestWorld {
    private final FakeFederation federation;
    private final long seed;

    private TestWorld(FakeFederation federation, long seed) {
        this.federation = federation;
        this.seed = seed;
    }

    static TestWorld begin(int clusters, long seed, Consumer<FakeFederation> preparation) {
        FakeFederation federation = FakeFederation.of(clusters, VirtualTime.seeded(seed));
        preparation.accept(federation);
        return new TestWorld(federation, seed);
    }

    FakeFederation federation() {
        return federation;
    }

    void close(ExtensionContext context, int journalLines) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure == null) {
            failIfSomethingIsLeft(context, journalLines);
        } else if (!(failure instanceof TestAbortedException)) {
            publish(context);
            failure.addSuppressed(new FailedWorldException(describe(context, journalLines)));
        }
    }

    private void failIfSomethingIsLeft(ExtensionContext context, int journalLines) {
        List<String> left = federation.leftovers();
        if (left.isEmpty() || mayLeaveThings(context)) {
            return;
        }
        publish(context);
        throw new AssertionFailedError("the test left behind in its federation:\n"
                + left.stream().map(line -> "  " + line + "\n").collect(Collectors.joining())
                + "End what it began: await the operation, let time pass, delete the backup. If leaving it is the point of"
                + " the test, annotate it with @LeavesBehind.\n"
                + describe(context, journalLines));
    }

    private static boolean mayLeaveThings(ExtensionContext context) {
        boolean allowed = AnnotationSupport.isAnnotated(context.getTestMethod(), LeavesBehind.class);
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            allowed |= AnnotationSupport.isAnnotated(type, LeavesBehind.class);
        }
        return allowed;
    }

    private void publish(ExtensionContext context) {
        String journal = federation.journal().toString();
        context.publishReportEntry(Map.of(
                FederationExtension.SEED,
                String.valueOf(seed),
                "brfed.replay",
                replay(context),
                "brfed.journal",
                journal.isEmpty() ? "nothing happened" : journal));
    }

    private String describe(ExtensionContext context, int journalLines) {
        List<String> lines = federation.journal().toString().lines().toList();
        int first = Math.max(0, lines.size() - journalLines);
        String missing =
                first == 0 ? "" : " (without the first " + first + " lines; journalLines is " + journalLines + ")";
        return "seed " + seed + ", replay with " + replay(context) + "\njournal" + missing + ":\n"
                + String.join("\n", lines.subList(first, lines.size()));
    }

    private String replay(ExtensionContext context) {
        return "-Dtest='" + context.getRequiredTestClass().getName() + "#"
                + context.getRequiredTestMethod().getName() + "' -D" + FederationExtension.SEED + "=" + seed;
    }
}
