/** Tests of the fakes, and what they share. */
@NullMarked
package io.brfed.testkit;

import org.jspecify.annotations.NullMarked;
