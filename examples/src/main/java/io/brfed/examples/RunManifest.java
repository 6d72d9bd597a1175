package io.brfed.examples;

import io.brfed.api.FederationException;
import io.brfed.api.Finding;
import io.brfed.api.InvalidRequestException;
import io.brfed.k8s.Kubeconfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@code VolumeBackup} or {@code VolumeRestore} manifest on real clusters; {@code --help} says how. The main class
 * of the examples' jar. Safe for use by two threads: one that runs and one that cancels.
 *
 * @since 0.1.0
 */
public final class RunManifest {
    static final int COMPLETE = 0;
    static final int FAILED = 1;
    static final int BAD_INPUT = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean cancelled;
    private Duration windDown = RunArguments.DEFAULT_WIND_DOWN;
    private @Nullable Underway underway;

    RunManifest(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs what the arguments say and ends the process; the usage text tells the exit codes.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        RunManifest run = new RunManifest(System.out, System.err);
        Runtime.getRuntime().addShutdownHook(new Thread(run::cancelAndWait, "brfed-cancel"));
        System.exit(run.run(List.of(arguments)));
    }

    /** Does what the arguments say; returns the exit code. */
    int run(List<String> words) {
        try {
            return carryOut(RunArguments.parse(words));
        } catch (InvalidRequestException e) {
            err.println(e.getMessage());
            return BAD_INPUT;
        } catch (FederationException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "\n\n" + RunArguments.USAGE);
            return BAD_INPUT;
        } finally {
            ended.countDown();
        }
    }

    /** Cancels what is under way, or will be, and waits for its end, at most for the wind-down. No effect after the end. */
    void cancelAndWait() {
        if (ended.getCount() == 0) {
            return;
        }
        Duration limit = cancel();
        err.println("cancelling; waiting at most " + limit.toSeconds() + " s for the pause and the members to end");
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                err.println("it has not ended; run it again with the same name to end it, and see the report");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cancels what is under way, or will be; returns how long to wait for its end. */
    synchronized Duration cancel() {
        cancelled = true;
        if (underway != null) {
            underway.cancel().run();
        }
        return windDown;
    }

    private int carryOut(RunArguments arguments) {
        if (arguments.mode() == RunArguments.Mode.HELP) {
            out.println(RunArguments.USAGE);
            return COMPLETE;
        }
        try (Kubeconfig kubeconfig = Kubeconfig.load(arguments.kubeconfig())) {
            ManifestRun manifest = ManifestRun.load(arguments.manifest(), kubeconfig);
            return arguments.mode() == RunArguments.Mode.DRY_RUN
                    ? dryRun(manifest)
                    : execute(manifest, arguments.windDown());
        }
    }

    private int dryRun(ManifestRun manifest) {
        out.println(manifest.title() + ", dry run: nothing is changed. It would, in");
        manifest.clusters().forEach(cluster -> out.println("  " + cluster + ": " + manifest.plan(cluster)));
        out.println("The objects, without the marks of the running operation:");
        manifest.clusters()
                .forEach(cluster -> out.print("---\n# in " + cluster.name() + "\n" + manifest.object(cluster)));
        out.println("---");
        List<Finding> findings = manifest.check();
        findings.forEach(finding -> out.println(finding.severity() + "  " + finding));
        boolean refused = findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.FAULT);
        out.println(refused ? "It would be refused." : "Nothing stands in its way.");
        return refused ? BAD_INPUT : COMPLETE;
    }

    private int execute(ManifestRun manifest, Duration limit) {
        Progress progress = Progress.to(out);
        Optional<Underway> started = start(manifest, progress, limit);
        if (started.isEmpty()) {
            err.println(manifest.title() + " was cancelled before it began");
            return FAILED;
        }
        Underway.End end = started.get().end().get();
        progress.awaitLast();
        out.println("\n" + end.text());
        return end.complete() ? COMPLETE : FAILED;
    }

    private synchronized Optional<Underway> start(ManifestRun manifest, Progress progress, Duration limit) {
        windDown = limit;
        if (cancelled) {
            return Optional.empty();
        }
        Underway started = manifest.start(progress);
        underway = started;
        return Optional.of(started);
    }
}
