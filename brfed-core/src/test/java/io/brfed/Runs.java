package io.brfed;

import io.brfed.api.BackupReport;
import io.brfed.api.FederationEvent;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Shorthand for what most tests do. */
final class Runs {
    private Runs() {}

    /** The backup that most tests take, not begun. */
    static BackupBuilder nightly(FakeFederation federation) {
        return Federation.backup(federation.clusters()).named(Scenario.NAME).scheduler(federation.time());
    }

    static BackupReport backup(FakeFederation federation) {
        return nightly(federation).execute();
    }

    /** Does something in the world at a time since its beginning. */
    static void at(FakeFederation federation, Duration time, Runnable what) {
        federation.time().schedule(time.minus(federation.time().elapsed()), what);
    }

    static Instant instant(FakeFederation federation, Duration time) {
        return federation.time().now().plus(time.minus(federation.time().elapsed()));
    }

    static <E extends FederationEvent> List<E> of(Class<E> kind, List<FederationEvent> events) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The times at which a call or a change happened in one cluster. */
    static List<Duration> times(FakeFederation federation, String cluster, String what) {
        return federation.journal().of(cluster).stream()
                .filter(entry -> entry.what().equals(what))
                .map(Journal.Entry::at)
                .toList();
    }

    static long count(FakeFederation federation, String what) {
        return federation.journal().entries().stream()
                .filter(entry -> entry.what().equals(what))
                .count();
    }
}
