package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One job of a member and what has become of it. What runs in its pod is somebody else's. Belongs to the lane of the
 * member.
 */
final class SimulatedJob {

    /** What has become of a job. */
    enum State {
        /** There was none. */
        NONE,
        /** It runs. */
        ACTIVE,
        SUCCEEDED,
        FAILED,
        /** Its own operator deleted it. */
        DELETED,
        /** Somebody else deleted it. */
        GONE
    }

    private final JobWrites writes;
    private final JobWrites.Plan plan;
    private State state = State.NONE;
    private ObjectNode tree = Json.object();

    SimulatedJob(JobWrites writes, JobWrites.Plan plan) {
        this.writes = writes;
        this.plan = plan;
    }

    String name() {
        return plan.name();
    }

    JobWrites.Plan plan() {
        return plan;
    }

    boolean is(State wanted) {
        return state == wanted;
    }

    boolean active() {
        return state == State.ACTIVE;
    }

    ObjectNode tree() {
        return tree;
    }

    void create() {
        tree = writes.create(plan);
        state = State.ACTIVE;
    }

    /** Takes over the job that a former operator left; its state is read from it. */
    boolean adopt() {
        Optional<ObjectNode> found = writes.find(plan.name());
        found.ifPresent(job -> {
            tree = job;
            boolean failed = job.path("status").path("failed").asInt(0) > 0;
            boolean succeeded = job.path("status").path("succeeded").asInt(0) > 0;
            state = failed ? State.FAILED : succeeded ? State.SUCCEEDED : State.ACTIVE;
        });
        return found.isPresent();
    }

    void succeed() {
        writes.succeeded(plan.name());
        state = State.SUCCEEDED;
    }

    void fail(String reason, String message) {
        writes.failed(plan.name(), reason, message);
        state = State.FAILED;
    }

    /** Deletes it as its operator does. Idempotent. */
    void delete() {
        if (state != State.NONE && state != State.DELETED && state != State.GONE) {
            writes.delete(plan.name(), uid());
            state = State.DELETED;
        }
    }

    /** Somebody has deleted a job of that uid; true if it was this one and it was not its own operator. */
    boolean lost(String deletedUid) {
        boolean lost = uid().equals(deletedUid)
                && (state == State.ACTIVE || state == State.FAILED || state == State.SUCCEEDED);
        if (lost) {
            state = State.GONE;
        }
        return lost;
    }

    /** A former operator's job that is not there any more. */
    void assumeGone() {
        state = State.GONE;
    }

    String uid() {
        return Json.text(tree, "metadata", "uid");
    }
}
