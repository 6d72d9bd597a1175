/**
 * The seam between the control plane and a member cluster: a desired phase in, observed conditions out. To write a data
 * plane of your own, start with {@link io.brfed.plane.DataPlane}; to hand out ready clusters, with
 * {@link io.brfed.plane.Cluster}.
 */
@NullMarked
package io.brfed.plane;

import org.jspecify.annotations.NullMarked;
