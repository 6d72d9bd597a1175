package io.brfed.internal.direct.restore;

import io.brfed.api.ClusterName;
import io.brfed.api.OperationId;

/** Whose stamp volumes carry. */
record VolumeOwner(OperationId id, ClusterName cluster) {}
