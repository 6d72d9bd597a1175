package io.brfed.testkit.junit;

/** Reads seeds that people write. */
final class Seeds {
    private Seeds() {}

    static long parse(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    FederationExtension.SEED + " is '" + text
                            + "'; it must be a whole number, as a failed test prints it",
                    notANumber);
        }
    }
}
