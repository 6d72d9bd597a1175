package io.brfed.testkit.assertj;

import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.testkit.FakeFederation;

/**
 * The entry to the assertions of brfed; import {@code assertThat} statically beside AssertJ's own.
 *
 * <pre>{@code
 * assertThat(report).isComplete().pauseEnded().leftNothingBehind();
 * assertThat(federation).holdsNoPause().leavesNothingBehind();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BrfedAssertions {
    private BrfedAssertions() {}

    /** Begins assertions about a backup. */
    public static BackupReportAssert assertThat(BackupReport actual) {
        return new BackupReportAssert(actual);
    }

    /** Begins assertions about a restore. */
    public static RestoreReportAssert assertThat(RestoreReport actual) {
        return new RestoreReportAssert(actual);
    }

    /** Begins assertions about a federation of fakes. */
    public static FakeFederationAssert assertThat(FakeFederation actual) {
        return new FakeFederationAssert(actual);
    }
}
