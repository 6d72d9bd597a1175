/**
 * What must hold in every run, as checkers over everything that truly happened. Start with
 * {@link io.brfed.testkit.invariant.History#of}, run an operation on the fakes, tell the history its report, and ask
 * {@link io.brfed.testkit.invariant.Inspection#of} what was violated.
 */
@NullMarked
package io.brfed.testkit.invariant;

import org.jspecify.annotations.NullMarked;
