/** Tests of the programs, and samples of users' tests. Start with {@link io.brfed.examples.BackupServiceTest}. */
@NullMarked
package io.brfed.examples;

import org.jspecify.annotations.NullMarked;
