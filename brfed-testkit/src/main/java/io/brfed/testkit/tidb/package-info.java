/**
 * A TiDB cluster in memory that knows what consistency means: regions with logs, replicas that lag, volumes, transfers
 * between accounts, PD's timestamps and garbage collection, a restore as BR does it, and the judgement whether every
 * account came back. It has no threads and no timers: whoever touches it lets it catch up with the scheduler's time, and
 * its seed decides what happened meanwhile. Start with {@link io.brfed.testkit.tidb.FakeTidbCluster}.
 */
@NullMarked
package io.brfed.testkit.tidb;

import org.jspecify.annotations.NullMarked;
