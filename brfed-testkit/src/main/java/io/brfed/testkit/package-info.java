/**
 * A federation without clusters, for tests: data planes in memory, virtual time, scripted members and faults by name.
 * Start with {@link io.brfed.testkit.FakeFederation}; time stands still until {@link io.brfed.testkit.VirtualTime} is
 * told to move.
 */
@NullMarked
package io.brfed.testkit;

import org.jspecify.annotations.NullMarked;
