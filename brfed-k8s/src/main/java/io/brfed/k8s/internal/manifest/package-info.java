/**
 * How the published YAML is read: exactly as Kubernetes tools read it, with every fault found at once. Not for use from
 * outside. Start with {@link io.brfed.k8s.internal.manifest.Yaml} for the text and
 * {@link io.brfed.k8s.internal.manifest.Shape} for what is allowed in it.
 */
@NullMarked
package io.brfed.k8s.internal.manifest;

import org.jspecify.annotations.NullMarked;
