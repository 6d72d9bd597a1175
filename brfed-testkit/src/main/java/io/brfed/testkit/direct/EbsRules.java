package io.brfed.testkit.direct;

import io.brfed.api.ByteSize;
import java.time.Duration;

/** The limits and times of an account; the defaults are those that AWS documents. */
final class EbsRules {
    static final int MAX_TAGS = 50;
    static final int MAX_EXCLUDED = 40;

    int pendingQuota = 100;
    int snapshotQuota = 100_000;
    int pendingPerVolume = 5;
    Duration volumeInterval = Duration.ofSeconds(15);
    Duration snapshotTime = Duration.ofMinutes(1);
    Duration showsAfter = Duration.ZERO;
    boolean tellsFullSizes = true;
    int volumeQuota = 5_000;
    /** 50 TiB. */
    ByteSize storageQuota = new ByteSize(50L << 40);

    /** How many snapshots may be enabled for fast snapshot restore. */
    int fastRestoreQuota = 50;

    Duration fastRestoresShowAfter = Duration.ZERO;
    Duration fastRestoreTimeOfTebibyte = Duration.ofMinutes(60);

    Duration volumeTime = Duration.ofSeconds(2);
    Duration volumesShowAfter = Duration.ZERO;

    Duration fastRestoreTime(long gibibytes) {
        return fastRestoreTimeOfTebibyte.multipliedBy(gibibytes).dividedBy(1024);
    }
}
