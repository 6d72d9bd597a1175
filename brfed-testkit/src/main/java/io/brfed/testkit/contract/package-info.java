/**
 * What every implementation of an interface of brfed has to do, as JUnit 5 tests to inherit. To prove a data plane of
 * your own, start with {@link io.brfed.testkit.contract.DataPlaneContract}. Needs JUnit Jupiter and AssertJ, which are
 * optional dependencies of the testkit.
 */
@NullMarked
package io.brfed.testkit.contract;

import org.jspecify.annotations.NullMarked;
