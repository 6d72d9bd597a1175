/**
 * The operator plane: backups and restores of a member cluster are done by TiDB Operator v1, driven through its
 * {@code Backup} and {@code Restore} objects. Start with {@link io.brfed.k8s.OperatorDataPlane}; what it talks to is a
 * {@link io.brfed.k8s.KubernetesCluster}.
 */
@NullMarked
package io.brfed.k8s;

import org.jspecify.annotations.NullMarked;
