package io.brfed.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link RunManifest}.
 *
 * @param mode what to do
 * @param kubeconfig the kubeconfig file; no meaning with {@link Mode#HELP}
 * @param manifest the manifest file; no meaning with {@link Mode#HELP}
 * @param windDown how long a cancelled operation may take to end
 */
record RunArguments(Mode mode, Path kubeconfig, Path manifest, Duration windDown) {
    static final String USAGE = """
            usage: java -jar brfed-examples.jar --kubeconfig FILE -f MANIFEST [--dry-run] [--wind-down SECONDS]

            Runs the VolumeBackup or VolumeRestore in MANIFEST on the Kubernetes clusters that it names.

              --kubeconfig FILE    has a context for each cluster, called as its k8sClusterName
              -f, --file MANIFEST  YAML or JSON; with one VolumeBackup or one VolumeRestore
              --dry-run            only checks, and prints what would be done and created; changes nothing
              --wind-down SECONDS  how long to wait after Ctrl-C, 1 to 86400; 120 if not given
              -h, --help           this text

            The name of the manifest is the name of the operation: run it again to go on with one that was
            interrupted, or to see how it ended.

            Ctrl-C (or SIGTERM) cancels: the pause is given back, the members of a backup are torn down, those of
            a restore are left as they are, and the report is printed. What has not ended after the wind-down is
            left to the clusters, and the process ends all the same.

            Exit codes: 0 complete; 1 failed, refused or cancelled; 2 bad input, nothing was changed;
            130 or 143 after Ctrl-C or SIGTERM.""";

    static final Duration DEFAULT_WIND_DOWN = Duration.ofSeconds(120);
    private static final int LONGEST_WIND_DOWN_SECONDS = 86_400;

    enum Mode {
        RUN,
        DRY_RUN,
        HELP
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it cannot be understood; the message says why
     */
    static RunArguments parse(List<String> words) {
        Reading reading = new Reading(words.iterator());
        return reading.result();
    }

    /** A command line as far as it was read. */
    private static final class Reading {
        private final Iterator<String> words;
        private Mode mode = Mode.RUN;
        private @Nullable Path kubeconfig;
        private @Nullable Path manifest;
        private Duration windDown = DEFAULT_WIND_DOWN;

        Reading(Iterator<String> words) {
            this.words = words;
        }

        RunArguments result() {
            while (words.hasNext() && mode != Mode.HELP) {
                take(words.next());
            }
            if (mode == Mode.HELP) {
                return new RunArguments(mode, Path.of(""), Path.of(""), windDown);
            }
            return new RunArguments(mode, given(kubeconfig, "--kubeconfig"), given(manifest, "-f"), windDown);
        }

        private void take(String word) {
            switch (word) {
                case "--kubeconfig" -> kubeconfig = Path.of(valueOf(word));
                case "-f", "--file" -> manifest = Path.of(valueOf(word));
                case "--dry-run" -> mode = Mode.DRY_RUN;
                case "--wind-down" -> windDown = seconds(word, valueOf(word));
                case "-h", "--help" -> mode = Mode.HELP;
                default -> throw new IllegalArgumentException("'" + word + "' is not an option");
            }
        }

        private String valueOf(String option) {
            if (!words.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return words.next();
        }

        private static Duration seconds(String option, String value) {
            boolean number = value.matches("[0-9]{1,5}");
            int seconds = number ? Integer.parseInt(value) : 0;
            if (seconds < 1 || seconds > LONGEST_WIND_DOWN_SECONDS) {
                throw new IllegalArgumentException(
                        option + " must be 1 to " + LONGEST_WIND_DOWN_SECONDS + " seconds, is '" + value + "'");
            }
            return Duration.ofSeconds(seconds);
        }

        private static Path given(@Nullable Path path, String option) {
            if (path == null) {
                throw new IllegalArgumentException(option + " is missing");
            }
            return path;
        }
    }
}
