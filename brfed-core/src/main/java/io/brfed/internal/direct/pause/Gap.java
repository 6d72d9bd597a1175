package io.brfed.internal.direct.pause;

/**
 * A part of the pause that lapsed, or of which it cannot be shown that it did not.
 *
 * @param part which
 * @param detail the store or PD's words
 */
public record Gap(PausePart part, String detail) {
    /** One line for people. */
    @Override
    public String toString() {
        return part + " lapsed: " + detail;
    }
}
