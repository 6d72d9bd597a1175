package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.k8s.internal.ApiRequest;
import io.brfed.k8s.internal.ApiResource;
import io.brfed.k8s.internal.ApiServer;
import io.brfed.k8s.internal.Limit;
import io.brfed.k8s.internal.Stages;
import io.brfed.spi.DataRecovery;
import io.brfed.spi.DataRecovery.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One recovery by BR: looks at its job again and again, and does what follows. Everything is decided from what is there, so
 * that another process arrives at the same job; only which attempt it is has to be kept. One look at a time, so that no
 * lock is needed but for what others touch.
 */
public final class BrRun implements DataRecovery.Running {
    private static final Duration REQUEST = Duration.ofSeconds(15);
    private static final Duration ENDING = Duration.ofMinutes(2);
    private static final int LOOKS_PER_LOG = 6;
    private static final String CLOSED =
            "is watched no more, because the connection to the cluster was closed; it may go on."
                    + " Begin again to see";

    private final BrSettings settings;
    private final Task task;
    private final DataRecovery.Notebook notebook;
    private final OwnJobs jobs;
    private final BrCommand command;
    private final ApiServer server;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Limit end;
    private volatile BrNotes notes;
    private volatile @Nullable Limit startBy;
    private volatile @Nullable String ending;
    private volatile boolean asked;
    private volatile boolean seen;
    private volatile boolean started;
    private volatile String trouble = "";
    private final AtomicInteger looks = new AtomicInteger();

    private BrRun(ApiServer server, BrSettings settings, Task task, DataRecovery.Notebook notebook) {
        this.server = server;
        this.settings = settings;
        this.task = task;
        this.notebook = notebook;
        this.jobs = new OwnJobs(server, task.tidbCluster().namespace(), task.id());
        this.command = new BrCommand(settings, task);
        this.notes = BrNotes.NONE;
        this.end = Limit.in(settings.pods().deadline().plus(ENDING), server.threads());
    }

    /** Begins, or goes on. */
    public static BrRun begin(ApiServer server, BrSettings settings, Task task, DataRecovery.Notebook notebook) {
        BrRun run = new BrRun(server, settings, task, notebook);
        try {
            run.notes = BrNotes.read(notebook.kept());
        } catch (IllegalArgumentException foreign) {
            run.fail(Fault.REFUSED, String.valueOf(foreign.getMessage()), foreign);
            return run;
        }
        if (run.notes.done()) {
            run.outcome.complete(run.words("had recovered the data before"));
        } else {
            server.threads().endAtClose(run.outcome, () -> run.fail(Fault.RETRY, CLOSED, null));
            server.threads().after(Duration.ZERO, run::look);
        }
        return run;
    }

    @Override
    public CompletionStage<String> outcome() {
        return Stages.bare(outcome);
    }

    @Override
    public void cancel() {
        end("was cancelled");
    }

    /** The job stays as it is: the other process finds it by its name. */
    @Override
    public void leave() {
        fail(Fault.RETRY, "is left to another process, which goes on with it", null);
    }

    /** BR ends without an error where it could not pause schedulers, and has done nothing then: the next job is to do it. */
    @Override
    public CompletionStage<Void> refuted() {
        if (notes.attempt() >= settings.pace().attempts()) {
            return nothing();
        }
        notes = notes.next();
        return notebook.keep(notes.text());
    }

    /** The look that goes on, or the next one, ends it: so that no job is made meanwhile. */
    private void end(String why) {
        if (ending == null) {
            ending = why;
        }
        server.threads().after(Duration.ZERO, this::look);
    }

    private String name() {
        return command.name(notes.attempt());
    }

    private Limit limit() {
        return Limit.in(REQUEST, server.threads());
    }

    private void look() {
        if (outcome.isDone() || !looking.compareAndSet(false, true)) {
            return;
        }
        String why = ending;
        CompletionStage<Void> step = why == null ? jobs.find(name(), limit()).thenCompose(this::follow) : finish(why);
        step.whenComplete((done, error) -> {
            if (error != null) {
                judge(Stages.cause(error));
            }
            looking.set(false);
            if (outcome.isDone()) {
                return;
            }
            if (end.passed() && ending == null) {
                ending = "did not end within " + settings.pods().deadline() + trouble;
            }
            server.threads().after(ending == null ? settings.pace().poll() : Duration.ZERO, this::look);
        });
    }

    private CompletionStage<Void> finish(String why) {
        CompletableFuture<Void> finished = new CompletableFuture<>();
        jobs.find(name(), limit())
                .thenCompose(job -> job.isEmpty()
                        ? CompletableFuture.completedFuture("there is no job of it")
                        : jobs.delete(job.get(), limit()).thenApply(deleted -> "its job is being deleted"))
                .whenComplete((left, error) -> {
                    String rest = error == null
                            ? left
                            : "its job may still run, delete it: "
                                    + Stages.cause(error).getMessage();
                    fail(Fault.REFUSED, why + "; " + rest, null);
                    finished.complete(null);
                });
        return finished;
    }

    /** What passes is told only if it does not pass in time. */
    private void judge(Throwable error) {
        boolean passing = error instanceof ProviderException failure && failure.fault() != Fault.REFUSED;
        if (passing) {
            trouble = "; the last trouble: " + error.getMessage();
        } else {
            Throwable cause = error instanceof ProviderException ? error : new IllegalStateException(error);
            String left = asked || seen ? ". Its job may still run: begin again to go on with it, or delete it" : "";
            fail(Fault.REFUSED, "could not go on: " + error.getMessage() + left, cause);
        }
    }

    private CompletionStage<Void> follow(Optional<JobSight> found) {
        if (found.isEmpty()) {
            return seen ? gone() : create();
        }
        JobSight job = found.get();
        if (job.ending()) {
            // BR may still run in a job that was deleted before this began, and there must not be two of them.
            return asked || seen ? gone() : waitForStart(job, "the job before it is still being deleted");
        }
        boolean before = !asked && !seen;
        seen = true;
        return switch (job.state()) {
            case SUCCEEDED -> jobs.log(job.name(), limit()).thenCompose(log -> succeed(new BrLog(log)));
            case FAILED ->
                before && notes.attempt() < settings.pace().attempts()
                        ? again()
                        : jobs.log(job.name(), limit()).thenAccept(log -> failed(job, new BrLog(log)));
            case RUNNING -> watch(job);
        };
    }

    private CompletionStage<Void> gone() {
        fail(Fault.RETRY, "lost its job, which somebody deleted; begin again", null);
        return nothing();
    }

    /** A job that had failed before this process came is left as it is, to be read, and the next one is made. */
    private CompletionStage<Void> again() {
        notes = notes.next();
        asked = false;
        seen = false;
        started = false;
        return notebook.keep(notes.text());
    }

    private CompletionStage<Void> create() {
        String path = ApiResource.TIDB_CLUSTER.path(
                task.tidbCluster().namespace(), task.tidbCluster().name());
        return notebook.keep(notes.text())
                .thenCompose(kept -> server.send(ApiRequest.get(path), limit()))
                .thenCompose(answer -> {
                    ObjectNode job = command.job(notes.attempt(), answer.orThrow());
                    if (ending != null || outcome.isDone()) {
                        return nothing();
                    }
                    asked = true;
                    return jobs.create(job, limit()).thenRun(() -> seen = true);
                });
    }

    private CompletionStage<Void> watch(JobSight job) {
        return jobs.pod(job.name(), limit()).thenCompose(pod -> {
            if (pod.isPresent() && !pod.get().pending()) {
                started = true;
            }
            // What becomes of a pod that has gone after its start, the job's end will tell.
            if (!started) {
                String why = pod.map(PodSight::waiting).orElse("it has no pod yet");
                return waitForStart(job, why);
            }
            return looks.getAndIncrement() % LOOKS_PER_LOG == 0
                    ? jobs.log(job.name(), limit())
                            .thenAccept(log -> new BrLog(log).progress().ifPresent(notebook::progress))
                    : nothing();
        });
    }

    private CompletionStage<Void> waitForStart(JobSight job, String why) {
        Limit known = startBy;
        Limit by = known == null ? Limit.in(settings.pace().starting(), server.threads()) : known;
        startBy = by;
        if (!by.passed()) {
            return nothing();
        }
        return jobs.delete(job, limit())
                .thenRun(() -> fail(
                        Fault.REFUSED,
                        "did not start within " + settings.pace().starting() + " (" + why
                                + "); its job was deleted. See that the image can be pulled and that a node has room",
                        null));
    }

    private CompletionStage<Void> succeed(BrLog log) {
        String resolved = log.resolved();
        if (!resolved.isEmpty() && !resolved.equals(task.resolved().toString())) {
            fail(
                    Fault.REFUSED,
                    "recovered the data to " + resolved + ", not to " + task.resolved()
                            + ": it has read another backup than that at " + task.source(),
                    null);
            return nothing();
        }
        notes = notes.ended();
        return notebook.keep(notes.text()).thenAccept(kept -> {
            notebook.progress(1);
            outcome.complete(words(
                    log.tellsSuccess()
                            ? "recovered the data"
                            : "ended without an error and did not write that it had succeeded"));
        });
    }

    private void failed(JobSight job, BrLog log) {
        boolean more = notes.attempt() < settings.pace().attempts();
        fail(
                more ? Fault.RETRY : Fault.REFUSED,
                "failed (" + job.reason() + "), attempt " + notes.attempt() + " of "
                        + settings.pace().attempts() + "; PD may still be marked as recovering. "
                        + (more ? "Begin again when its reason is gone" : "Clean up and restore under another name")
                        + log.tail(),
                null);
    }

    private void fail(Fault fault, String what, @Nullable Throwable cause) {
        String message = "BR in job " + name() + " in " + jobs + " " + what;
        outcome.completeExceptionally(
                cause == null ? new ProviderException(fault, message) : new ProviderException(fault, message, cause));
    }

    private String words(String what) {
        return "BR of image " + settings.pods().image() + " " + what + ", in job " + name() + " in " + jobs;
    }

    private static CompletionStage<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }
}
