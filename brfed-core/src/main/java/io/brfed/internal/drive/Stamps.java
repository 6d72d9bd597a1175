package io.brfed.internal.drive;

import io.brfed.api.OperationId;
import io.brfed.spi.Scheduler;

/** Makes ids. */
final class Stamps {
    private static final int TIME_DIGITS = 9;
    private static final int RANDOM_DIGITS = 13;
    private static final int RADIX = 36;

    private Stamps() {}

    /** An id that sorts by its time and is otherwise random. */
    static OperationId newId(Scheduler scheduler) {
        String time = padded(Long.toString(scheduler.now().toEpochMilli(), RADIX), TIME_DIGITS);
        String random = padded(Long.toUnsignedString(scheduler.nextRandom(), RADIX), RANDOM_DIGITS);
        return new OperationId(time + "-" + random);
    }

    private static String padded(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }
}
