package io.brfed.testkit.tidb;

/**
 * What a volume of a TiKV store holds. A store with one volume has both on it.
 *
 * @since 0.1.0
 */
public enum VolumeRole {
    /** The regions' logs. */
    LOG,
    /** The regions' data, their ranges and peers, and import files. */
    DATA
}
