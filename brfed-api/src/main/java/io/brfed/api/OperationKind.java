package io.brfed.api;

/**
 * What an operation does.
 *
 * @since 0.1.0
 */
public enum OperationKind {
    /** Takes a backup. */
    BACKUP,
    /** Restores one. */
    RESTORE
}
