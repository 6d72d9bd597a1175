/**
 * What one member does in a restore by the direct plane. {@link io.brfed.internal.direct.restore.VolumeDuty} makes its
 * volumes; begin there.
 */
@NullMarked
package io.brfed.internal.direct.restore;

import org.jspecify.annotations.NullMarked;
