package io.brfed.testkit.direct;

import io.brfed.api.SnapshotId;
import java.time.Duration;

/**
 * How a volume came to be.
 *
 * @param snapshot what it was made from
 * @param shownFrom when it shows
 * @param ends when it is made, or has failed
 * @param fails whether it fails, which shows only at its end
 */
record EbsCreation(SnapshotId snapshot, Duration shownFrom, Duration ends, boolean fails) {
    boolean isUnderWay(Duration now) {
        return now.compareTo(ends) < 0;
    }

    boolean shows(Duration now) {
        return shownFrom.compareTo(now) <= 0;
    }
}
