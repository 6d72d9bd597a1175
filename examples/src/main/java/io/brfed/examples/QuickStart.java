package io.brfed.examples;

/**
 * The quick start: {@code ./mvnw -q -Pquickstart}.
 *
 * @since 0.1.0
 */
public final class QuickStart {
    private QuickStart() {}

    /**
     * Runs the quick start.
     *
     * @param arguments none are read
     */
    public static void main(String[] arguments) {
        System.out.println("brfed quick start on Java " + Runtime.version().feature());
    }
}
