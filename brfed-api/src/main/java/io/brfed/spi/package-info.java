/**
 * What hosts, adapters and test kits provide to the core: time ({@link io.brfed.spi.Scheduler}), and what the direct plane
 * is made of: {@link io.brfed.spi.ClusterAccess}, {@link io.brfed.spi.SnapshotProvider}, {@link io.brfed.spi.PdClient},
 * {@link io.brfed.spi.StorePreparation}, {@link io.brfed.spi.PdRecovery}, {@link io.brfed.spi.StoreRecovery} and
 * {@link io.brfed.spi.BackupStorage}. Adapters only make calls; everything that
 * is decided is decided by the core.
 */
@NullMarked
package io.brfed.spi;

import org.jspecify.annotations.NullMarked;
