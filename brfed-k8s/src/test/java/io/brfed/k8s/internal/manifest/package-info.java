/** Tests of how the published YAML is read. */
@NullMarked
package io.brfed.k8s.internal.manifest;

import org.jspecify.annotations.NullMarked;
