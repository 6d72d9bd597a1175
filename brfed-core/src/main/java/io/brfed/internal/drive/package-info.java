/**
 * What happens around the control loop: looking for what exists, checks and claims before the first effect, taking over,
 * and the report. Start with {@link io.brfed.internal.drive.Driver}.
 */
@NullMarked
package io.brfed.internal.drive;

import org.jspecify.annotations.NullMarked;
