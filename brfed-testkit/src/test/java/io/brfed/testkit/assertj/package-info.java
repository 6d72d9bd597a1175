/** Tests of the assertions and of their words when they fail. */
@NullMarked
package io.brfed.testkit.assertj;

import org.jspecify.annotations.NullMarked;
