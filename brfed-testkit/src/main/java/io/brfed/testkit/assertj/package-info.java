/**
 * AssertJ assertions for reports and fakes; start with {@link io.brfed.testkit.assertj.BrfedAssertions}. Needs AssertJ,
 * an optional dependency of the testkit.
 */
@NullMarked
package io.brfed.testkit.assertj;

import org.jspecify.annotations.NullMarked;
