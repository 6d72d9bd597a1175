/** Tests of the JUnit extension, by running JUnit on samples. */
@NullMarked
package io.brfed.testkit.junit;

import org.jspecify.annotations.NullMarked;
