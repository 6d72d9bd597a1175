package io.brfed.examples.bench;

/**
 * Runs one benchmark by name: {@code ./mvnw -q -Pbench -Dbench=NAME}.
 *
 * @since 0.1.0
 */
public final class Bench {
    private Bench() {}

    /**
     * Runs the benchmark that the system property {@code bench} names.
     *
     * @param arguments none are read
     */
    public static void main(String[] arguments) {
        String name = System.getProperty("bench", "all");
        System.err.println("no benchmark is called '" + name + "'");
        System.exit(2);
    }
}
