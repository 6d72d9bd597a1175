/**
 * The protocols: pure functions from what every member reports to the next decision. Start with
 * {@link io.brfed.internal.protocol.Protocol}.
 */
@NullMarked
package io.brfed.internal.protocol;

import org.jspecify.annotations.NullMarked;
