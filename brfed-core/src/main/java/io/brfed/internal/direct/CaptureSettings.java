package io.brfed.internal.direct;

import java.time.Duration;

/**
 * The limits of requesting snapshots inside a pause.
 *
 * @param longest for all of it
 * @param call for one request
 * @param backOff between two attempts, and between two looks
 * @param looks how often a request without an answer is looked for before another one is sent
 */
public record CaptureSettings(Duration longest, Duration call, Duration backOff, int looks) {
    /** Checks that no part is missing. */
    public CaptureSettings {
        DirectSettings.requirePositive(longest, "longest");
        DirectSettings.requirePositive(call, "call");
        DirectSettings.requirePositive(backOff, "backOff");
        if (looks < 1) {
            throw new IllegalArgumentException("looks is " + looks + "; it must be 1 or more");
        }
    }
}
