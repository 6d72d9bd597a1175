package io.brfed.testkit;

import io.brfed.api.FailureCause;
import io.brfed.api.LeftBehind;
import io.brfed.api.RestoreReport;
import java.time.Instant;

/**
 * Collects the parts of a sample {@link RestoreReport}; obtained from {@link SampleReports#restore}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SampleRestore {
    private final SampleMembers members;

    SampleRestore(SampleMembers members) {
        this.members = members;
    }

    /** Sets the members. Default: {@code k8s-a}, {@code k8s-b}, {@code k8s-c}. */
    public SampleRestore clusters(String... names) {
        members.clusters(names);
        return this;
    }

    /** Sets when it started. Default: {@link VirtualTime#DEFAULT_START}. */
    public SampleRestore startedAt(Instant value) {
        members.startedAt(value);
        return this;
    }

    /** Every member's service was seen to be back. */
    public SampleRestore verified() {
        members.verified();
        return this;
    }

    /** One member failed; the others stopped. */
    public SampleRestore failedOn(String cluster, String reason, String message) {
        members.failedOn(cluster, reason, message);
        return this;
    }

    /** The operation failed as a whole, or was cancelled. */
    public SampleRestore failedWith(FailureCause cause) {
        members.failedWith(cause);
        return this;
    }

    /** Something was left behind. */
    public SampleRestore leftBehind(LeftBehind left) {
        members.leftBehind(left);
        return this;
    }

    /**
     * The report.
     *
     * @throws IllegalStateException if the member that failed is not a member
     */
    public RestoreReport build() {
        return members.complete()
                ? RestoreReport.of(members.report(), members.commitTs())
                : RestoreReport.of(members.report());
    }
}
