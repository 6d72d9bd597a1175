package io.brfed.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which cluster's {@link io.brfed.testkit.FakeDataPlane} a parameter gets.
 *
 * <pre>{@code
 * @Test
 * void namesTheClusterWithoutQuota(FakeFederation federation, @InCluster("k8s-b") FakeDataPlane plane) {
 *     plane.script().never(Condition.SNAPSHOTS_CREATED);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface InCluster {
    /** The cluster's name, {@code k8s-a} for example. */
    String value();
}
