/**
 * Looks at a backup without restoring it. Begin with {@link io.brfed.internal.direct.verify.Inspection}.
 */
@NullMarked
package io.brfed.internal.direct.verify;

import org.jspecify.annotations.NullMarked;
