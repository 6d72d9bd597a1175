/**
 * The values, reports, events and errors of brfed: everything that passes between a caller, the control plane and the
 * data planes. Start with {@link io.brfed.api.BackupReport} and {@link io.brfed.api.FederationEvent}.
 */
@NullMarked
package io.brfed.api;

import org.jspecify.annotations.NullMarked;
