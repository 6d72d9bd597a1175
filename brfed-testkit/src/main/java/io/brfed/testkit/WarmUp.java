package io.brfed.testkit;

/**
 * How the members of a fake plane warm up restored volumes.
 *
 * @since 0.1.0
 */
public enum WarmUp {
    /** Not at all. */
    NONE,
    /** Before TiKV starts. */
    SYNC,
    /** While TiKV starts; its end may be reported at any time later. */
    ASYNC,
    /** Before TiKV starts, which it then never does: the member is complete after the warm-up. */
    CHECK_WAL_ONLY
}
