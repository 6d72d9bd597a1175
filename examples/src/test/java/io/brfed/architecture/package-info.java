/**
 * The rules of the architecture, checked against the compiled classes of all modules. Start with {@link Modules}, which says
 * which packages make up which module.
 */
@NullMarked
package io.brfed.architecture;

import org.jspecify.annotations.NullMarked;
