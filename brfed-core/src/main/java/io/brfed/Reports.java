package io.brfed;

import io.brfed.api.BackupReport;
import io.brfed.api.RestoreReport;
import io.brfed.internal.report.ReportReader;
import io.brfed.internal.report.ReportWriter;

/**
 * Reports as JSON, to be kept and read back in another process: a backup's report is all that a later restore needs. The
 * form carries its version; a reader takes every version up to its own. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Reports {
    private Reports() {}

    /** The report as JSON. */
    public static String toJson(BackupReport report) {
        return ReportWriter.write(report);
    }

    /** The report as JSON. */
    public static String toJson(RestoreReport report) {
        return ReportWriter.write(report);
    }

    /**
     * Reads what {@link #toJson(BackupReport)} wrote.
     *
     * @throws IllegalArgumentException if the text is not such a report, or one of a later version
     */
    public static BackupReport backup(String json) {
        return ReportReader.backup(json);
    }

    /**
     * Reads what {@link #toJson(RestoreReport)} wrote.
     *
     * @throws IllegalArgumentException if the text is not such a report, or one of a later version
     */
    public static RestoreReport restore(String json) {
        return ReportReader.restore(json);
    }
}
