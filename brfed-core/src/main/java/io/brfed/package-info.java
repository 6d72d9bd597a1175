/**
 * The entry to brfed: {@link io.brfed.Federation} takes one consistent backup of one TiDB cluster across its member
 * clusters, and restores it.
 *
 * <pre>{@code
 * BackupReport backup = Federation.backup(clusters).execute();
 * }</pre>
 */
@NullMarked
package io.brfed;

import org.jspecify.annotations.NullMarked;
