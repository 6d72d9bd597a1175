package io.brfed.internal.loop;

import io.brfed.internal.protocol.Decision;
import io.brfed.internal.protocol.Situation;
import java.time.Instant;

/**
 * How a loop ended.
 *
 * @param situation the last situation
 * @param decision the last decision
 * @param endedAt when
 * @param chronicle what happened on the way
 */
public record Outcome(Situation situation, Decision decision, Instant endedAt, Chronicle chronicle) {}
