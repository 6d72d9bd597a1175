package io.brfed.testkit;

import io.brfed.api.BackupReport;
import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.PauseWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Collects the parts of a sample {@link BackupReport}; obtained from {@link SampleReports#backup}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SampleBackup {
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(42);
    private static final Duration LAG = Duration.ofSeconds(150);
    private static final Duration EXPIRY = Duration.ofSeconds(600);

    private final SampleMembers members;
    private Duration pause = DEFAULT_PAUSE;
    private PauseWindow.Ending ending = PauseWindow.Ending.CONFIRMED;

    SampleBackup(SampleMembers members) {
        this.members = members;
    }

    /** Sets the members; the first is the initializer. Default: {@code k8s-a}, {@code k8s-b}, {@code k8s-c}. */
    public SampleBackup clusters(String... names) {
        members.clusters(names);
        return this;
    }

    /** Sets when it started. Default: {@link VirtualTime#DEFAULT_START}. */
    public SampleBackup startedAt(Instant value) {
        members.startedAt(value);
        return this;
    }

    /** Sets how long the pause lasted. Default: 42 s. */
    public SampleBackup pause(Duration length) {
        pause = Objects.requireNonNull(length, "length");
        return this;
    }

    /** Nobody confirmed the end of the pause. */
    public SampleBackup pauseLeftToExpiry() {
        ending = PauseWindow.Ending.LEFT_TO_EXPIRY;
        return this;
    }

    /** The data planes proved that the pause held. */
    public SampleBackup verified() {
        members.verified();
        return this;
    }

    /** One member failed; the others stopped. */
    public SampleBackup failedOn(String cluster, String reason, String message) {
        members.failedOn(cluster, reason, message);
        return this;
    }

    /** The operation failed as a whole, or was cancelled. */
    public SampleBackup failedWith(FailureCause cause) {
        members.failedWith(cause);
        return this;
    }

    /** Something was left behind. */
    public SampleBackup leftBehind(LeftBehind left) {
        members.leftBehind(left);
        return this;
    }

    /**
     * The report.
     *
     * @throws IllegalStateException if the member that failed is not a member
     */
    public BackupReport build() {
        Instant start = members.startedAt();
        Instant end = start.plus(pause);
        boolean confirmed = ending == PauseWindow.Ending.CONFIRMED;
        BackupReport.Builder report = BackupReport.builder(members.report())
                .pause(new PauseWindow(
                        start,
                        confirmed ? Optional.of(end) : Optional.empty(),
                        confirmed ? end.plus(LAG) : start.plus(EXPIRY).plus(LAG),
                        ending));
        if (members.complete()) {
            report.commitTs(members.commitTs());
        }
        return report.build();
    }
}
