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

    Duration volumeTime = Duration.ofSeconds(2);
    Duration volumesShowAfter = Duration.ZERO;
}
