package io.brfed.testkit.invariant;

import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the wall clock, which may jump, said beside the clock that never does. */
final class WallClock {
    /** From a moment on, the wall clock says what it would if it had begun at an origin. */
    private record Setting(Duration since, Instant origin) {}

    private final Scheduler time;
    private final List<Setting> settings = new ArrayList<>();

    WallClock(Scheduler time) {
        this.time = time;
        settings.add(now());
    }

    /** Notices whether it has jumped. */
    void look() {
        Setting now = now();
        if (!settings.get(settings.size() - 1).origin().equals(now.origin())) {
            settings.add(now);
        }
    }

    /** The latest moment at which somebody who read the wall clock once between two moments takes it for an instant. */
    Duration latest(Instant instant, Duration from, Duration to) {
        Instant origin = null;
        for (int i = 0; i < settings.size(); i++) {
            boolean begins = settings.get(i).since().compareTo(to) <= 0;
            boolean lasts =
                    i + 1 == settings.size() || settings.get(i + 1).since().compareTo(from) >= 0;
            Instant candidate = settings.get(i).origin();
            if (begins && lasts && (origin == null || candidate.isBefore(origin))) {
                origin = candidate;
            }
        }
        return Duration.between(origin == null ? settings.get(0).origin() : origin, instant);
    }

    private Setting now() {
        Duration elapsed = time.elapsed();
        return new Setting(elapsed, time.now().minus(elapsed));
    }
}
