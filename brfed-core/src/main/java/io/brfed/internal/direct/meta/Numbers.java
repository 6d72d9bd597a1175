package io.brfed.internal.direct.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/** Numbers as the original writes them. */
final class Numbers {
    private static final int BITS = 64;

    private Numbers() {}

    /**
     * An unsigned 64-bit number, every digit of it; text of digits counts as one, nothing as 0.
     *
     * @throws IllegalArgumentException if it is none, or was printed as a floating-point number, which loses digits
     */
    static long unsigned(String key, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (node.isTextual() && node.asText().matches("\\d{1,20}")) {
            return inRange(key, new BigInteger(node.asText()));
        }
        if (!node.isIntegralNumber()) {
            throw new IllegalArgumentException(key + " is " + node
                    + ", not an exact unsigned 64-bit number; the document" + " was damaged by a tool that rounds");
        }
        return inRange(key, node.bigIntegerValue());
    }

    private static long inRange(String key, BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > BITS) {
            throw new IllegalArgumentException(key + " is " + number + ", not an unsigned 64-bit number");
        }
        return number.longValue();
    }

    /** A count; may be printed as a floating-point number. */
    static int count(JsonNode node) {
        return node.asInt(0);
    }
}
