package io.brfed.spi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Which sizes of a backup's snapshots are found out; the {@code calcSizeLevel} of TiDB Operator. It takes time and costs
 * requests, but nothing waits for it while the cluster is paused.
 *
 * @since 0.1.0
 */
public enum SizeLevel {
    /** Both sizes. */
    ALL,
    /** What a snapshot holds. */
    FULL,
    /** What has changed since the snapshot before. */
    INCREMENTAL,
    /** No size. */
    NONE;

    /** What is used where nothing is said, as by TiDB Operator: {@link #ALL}. */
    public static final SizeLevel DEFAULT = ALL;

    /** Whether it is found out what a snapshot holds. */
    public boolean full() {
        return this == ALL || this == FULL;
    }

    /** Whether it is found out what has changed. */
    public boolean incremental() {
        return this == ALL || this == INCREMENTAL;
    }

    /** The level of a name, for example {@code full}; as for TiDB Operator any other text means {@link #NONE}. */
    public static SizeLevel of(String name) {
        Objects.requireNonNull(name, "name");
        return Arrays.stream(values())
                .filter(level -> level.toString().equals(name))
                .findFirst()
                .orElse(NONE);
    }

    /** Its name in a Backup object. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
