package io.brfed.testkit.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventStatistics;

/** A sample that JUnit has run. */
final class Ran {
    private final EngineExecutionResults results;

    private Ran(EngineExecutionResults results) {
        this.results = results;
    }

    static Ran sample(Class<?> sample) {
        return sample(sample, Map.of());
    }

    static Ran sample(Class<?> sample, Map<String, String> parameters) {
        return new Ran(EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .configurationParameters(parameters)
                .execute());
    }

    /** All tests passed, and there were so many. */
    void passed(int tests) {
        results.testEvents()
                .assertStatistics(
                        (EventStatistics expected) -> expected.started(tests).succeeded(tests));
        results.containerEvents().assertStatistics(expected -> expected.failed(0));
    }

    /** What each test failed with. */
    List<Throwable> failures() {
        return results.allEvents().failed().stream().flatMap(Ran::failure).toList();
    }

    Throwable failure() {
        List<Throwable> all = failures();
        if (all.size() != 1) {
            throw new AssertionError("one failure expected, not " + all);
        }
        return all.get(0);
    }

    List<String> namesOfFailed() {
        return results.testEvents().failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    Map<String, String> reported() {
        return results.testEvents().reportingEntryPublished().stream()
                .flatMap(event -> event.getPayload(ReportEntry.class).stream())
                .map(ReportEntry::getKeyValuePairs)
                .findFirst()
                .orElse(Map.of());
    }

    private static Stream<Throwable> failure(Event event) {
        return event.getPayload(TestExecutionResult.class).stream().flatMap(result -> result.getThrowable().stream());
    }
}
