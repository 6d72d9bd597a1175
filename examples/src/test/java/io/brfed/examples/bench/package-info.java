/** Tests of the benchmark programs. */
@NullMarked
package io.brfed.examples.bench;

import org.jspecify.annotations.NullMarked;
