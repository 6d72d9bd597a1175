/**
 * In-memory stand-ins for what the direct plane talks to, in the time of a scheduler, with faults by name:
 * {@link io.brfed.testkit.direct.FakeClusterAccess} for Kubernetes, {@link io.brfed.testkit.direct.FakeEbs} for EC2 and EBS,
 * {@link io.brfed.testkit.direct.FakeStorage} for buckets, {@link io.brfed.testkit.direct.FakePdClient} and
 * {@link io.brfed.testkit.direct.FakeTikvStores} for PD and TiKV, which
 * share a {@link io.brfed.testkit.direct.TidbTopology}.
 */
@NullMarked
package io.brfed.testkit.direct;

import org.jspecify.annotations.NullMarked;
