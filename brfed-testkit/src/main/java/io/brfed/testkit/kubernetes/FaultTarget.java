package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The requests that a fault is for, and then the fault. Immutable: each method returns a new target. A fault strikes
 * once unless told otherwise.
 *
 * <pre>{@code
 * server.faults().on(Verb.PATCH, "backups").named("fed-nightly").times(2).fail(409);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class FaultTarget {

    private final Function<ArmedFault, ArmedFault> arm;
    private final Predicate<RecordedRequest> requests;
    private final int skip;
    private final int times;

    private FaultTarget(
            Function<ArmedFault, ArmedFault> arm, Predicate<RecordedRequest> requests, int skip, int times) {
        this.arm = arm;
        this.requests = requests;
        this.skip = skip;
        this.times = times;
    }

    static FaultTarget of(Function<ArmedFault, ArmedFault> arm, Predicate<RecordedRequest> requests) {
        return new FaultTarget(arm, requests, 0, 1);
    }

    /**
     * Narrows to one namespace.
     *
     * @param namespace the namespace
     * @return the narrower target
     */
    public FaultTarget inNamespace(String namespace) {
        Objects.requireNonNull(namespace, "namespace");
        return when(request -> request.namespace().equals(namespace));
    }

    /**
     * Narrows to one object.
     *
     * @param name the name of the object
     * @return the narrower target
     */
    public FaultTarget named(String name) {
        Objects.requireNonNull(name, "name");
        return when(request -> request.name().equals(name));
    }

    /**
     * Narrows to requests that pass a test.
     *
     * @param test the test, called on a thread of the server
     * @return the narrower target
     */
    public FaultTarget when(Predicate<RecordedRequest> test) {
        return new FaultTarget(arm, requests.and(Objects.requireNonNull(test, "test")), skip, times);
    }

    /**
     * Lets the first requests pass.
     *
     * @param number how many, 0 or more
     * @return the later target
     */
    public FaultTarget after(int number) {
        return new FaultTarget(arm, requests, atLeast(0, number, "number"), times);
    }

    /**
     * Strikes several times.
     *
     * @param number how often, 1 or more
     * @return the wider target
     */
    public FaultTarget times(int number) {
        return new FaultTarget(arm, requests, skip, atLeast(1, number, "number"));
    }

    /**
     * Strikes every time.
     *
     * @return the wider target
     */
    public FaultTarget always() {
        return new FaultTarget(arm, requests, skip, Integer.MAX_VALUE);
    }

    /**
     * Answers with an error and does nothing else. The body is a {@code Status} with the reason that belongs to the
     * code; 429 and 503 carry {@code Retry-After: 1}.
     *
     * @param status HTTP status, 400 to 599
     * @return the fault
     */
    public ArmedFault fail(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be from 400 to 599, was " + status);
        }
        return armed(new ArmedFault.Plan(ArmedFault.Effect.FAIL, status, Duration.ZERO));
    }

    /**
     * Carries the request out after a while.
     *
     * @param delay how long after its arrival, not negative
     * @return the fault
     */
    public ArmedFault delay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
        return armed(new ArmedFault.Plan(ArmedFault.Effect.DELAY, 0, delay));
    }

    /**
     * Does nothing and never answers; the connection stays open. After {@link ArmedFault#release()} the request is
     * carried out and answered.
     *
     * @return the fault
     */
    public ArmedFault hang() {
        return armed(new ArmedFault.Plan(ArmedFault.Effect.HANG, 0, Duration.ZERO));
    }

    /**
     * Carries the request out and cuts the connection instead of answering. Mind that HTTP clients may repeat a request
     * by themselves when a connection breaks which they had used before.
     *
     * @return the fault
     */
    public ArmedFault loseAnswer() {
        return armed(new ArmedFault.Plan(ArmedFault.Effect.LOSE_ANSWER, 0, Duration.ZERO));
    }

    /**
     * Cuts the connection at once, and carries the request out only at {@link ArmedFault#release()}: to the client it
     * has failed, and yet it happens.
     *
     * @return the fault
     */
    public ArmedFault landLate() {
        return armed(new ArmedFault.Plan(ArmedFault.Effect.LAND_LATE, 0, Duration.ZERO));
    }

    private ArmedFault armed(ArmedFault.Plan plan) {
        return arm.apply(new ArmedFault(requests, plan, skip, times));
    }

    private static int atLeast(int least, int number, String name) {
        if (number < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + number);
        }
        return number;
    }
}
