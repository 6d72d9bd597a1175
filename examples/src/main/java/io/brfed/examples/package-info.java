/**
 * Programs that show brfed at work. Start with {@link io.brfed.examples.QuickStart}.
 */
@NullMarked
package io.brfed.examples;

import org.jspecify.annotations.NullMarked;
