/**
 * JUnit 5 support: a fresh federation of fakes for each test, which fails if the test leaves anything behind. Start with
 * {@link io.brfed.testkit.junit.FederationExtension}. Needs JUnit Jupiter, an optional dependency of the testkit.
 */
@NullMarked
package io.brfed.testkit.junit;

import org.jspecify.annotations.NullMarked;
