/**
 * The control loop: observes all members, asks a protocol, carries out what it wants, waits. Start with
 * {@link io.brfed.internal.loop.ControlLoop}.
 */
@NullMarked
package io.brfed.internal.loop;

import org.jspecify.annotations.NullMarked;
