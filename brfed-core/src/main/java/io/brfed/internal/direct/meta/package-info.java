/**
 * The metadata of a backup of volumes, {@code clustermeta} and {@code backupmeta}, in the form in which TiDB Operator v1 and
 * BR write and read it, with keys of our own that those pass over. To write, begin at
 * {@link io.brfed.internal.direct.meta.BackupMetaWriter}; to read, at {@link io.brfed.internal.direct.meta.MetaReader}.
 */
@NullMarked
package io.brfed.internal.direct.meta;

import org.jspecify.annotations.NullMarked;
