/** Tests of the simulated TiDB cluster: its physics one by one, and what its judgement lets pass and what not. */
@NullMarked
package io.brfed.testkit.tidb;

import org.jspecify.annotations.NullMarked;
