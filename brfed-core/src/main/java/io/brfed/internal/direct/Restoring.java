package io.brfed.internal.direct;

/**
 * What a plane restores with.
 *
 * @param means what is its own
 * @param group what it shares with the other planes of the TiDB cluster
 */
record Restoring(RestoreMeans means, RestoreGroup group) {}
