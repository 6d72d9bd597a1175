/** The JSON form of reports. Start with {@link io.brfed.internal.report.ReportWriter}. */
@NullMarked
package io.brfed.internal.report;

import org.jspecify.annotations.NullMarked;
