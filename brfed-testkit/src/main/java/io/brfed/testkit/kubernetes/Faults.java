package io.brfed.testkit.kubernetes;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes an embedded server misbehave on command. Faults on requests are looked at in the order in which they were
 * armed; the first that wants a request gets it. Safe for use by several threads; everything takes effect at once.
 *
 * @since 0.1.0
 */
public final class Faults {

    private final WatchHub watches;
    private final Tokens tokens;
    private final HttpFront front;
    private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();

    Faults(WatchHub watches, Tokens tokens, HttpFront front) {
        this.watches = watches;
        this.tokens = tokens;
        this.front = front;
    }

    Optional<ArmedFault> next(RecordedRequest request) {
        for (ArmedFault fault : armed) {
            if (fault.takes(request)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /**
     * Begins a fault for requests of one kind.
     *
     * @param verb what is asked for
     * @param resource plural of the kind, such as {@code backups}; subresources are included
     * @return where to narrow it down and to say what is to happen
     */
    public FaultTarget on(Verb verb, String resource) {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(resource, "resource");
        return onAny().when(
                        request -> request.verb() == verb && request.resource().equals(resource));
    }

    /**
     * Begins a fault for any request.
     *
     * @return where to narrow it down and to say what is to happen
     */
    public FaultTarget onAny() {
        return FaultTarget.of(
                fault -> {
                    armed.add(fault);
                    return fault;
                },
                request -> true);
    }

    /**
     * Answers the next requests of one kind with an error.
     *
     * @param verb what is asked for
     * @param resource plural of the kind
     * @param status HTTP status, 400 to 599
     * @param times how many requests, 1 or more
     * @return the fault
     */
    public ArmedFault failNext(Verb verb, String resource, int status, int times) {
        return on(verb, resource).times(times).fail(status);
    }

    /**
     * Answers all requests of one kind with 403, whatever the access rules say.
     *
     * @param verb what is asked for
     * @param resource plural of the kind
     * @return the fault
     */
    public ArmedFault forbid(Verb verb, String resource) {
        return on(verb, resource).always().fail(403);
    }

    /** Disarms all faults on requests. What hangs stays held until its fault is released. */
    public void clear() {
        armed.forEach(ArmedFault::disarm);
        armed.clear();
    }

    /** Cuts the connections of all open watches. */
    public void dropWatches() {
        watches.cutAll();
    }

    /** Keeps all watches open, those that come included, and delivers nothing on them, not even bookmarks. */
    public void silenceWatches() {
        watches.silence(WatchHub.Silence.ASKED_FOR);
    }

    /** Ends {@link #silenceWatches()}; what was withheld is delivered late and in order. */
    public void restoreWatches() {
        watches.speak(WatchHub.Silence.ASKED_FOR);
    }

    /**
     * Tells the next watch request that its version is too old, whatever it is.
     *
     * @param style how it is told
     */
    public void goneOnNextWatch(Gone style) {
        watches.goneOnNext(Objects.requireNonNull(style, "style"));
    }

    /** Tells all open watches that their version is too old (an ERROR event with code 410), and ends them. */
    public void expireWatches() {
        watches.expireAll();
    }

    /**
     * Begins an outage in which connections are refused; open ones are cut.
     *
     * @return the outage, to end it
     * @throws IllegalStateException if an outage has begun already
     */
    public Outage outage() {
        front.refuse();
        return new Outage(front::open);
    }

    /**
     * Begins an outage in which connections are accepted and nothing is answered; open watches deliver nothing. When it
     * ends, the connections of the requests that came meanwhile are cut, and those requests have no effect.
     *
     * @return the outage, to end it
     */
    public Outage freeze() {
        front.freeze();
        watches.silence(WatchHub.Silence.FROZEN);
        return new Outage(() -> {
            front.thaw();
            watches.speak(WatchHub.Silence.FROZEN);
        });
    }

    /**
     * Answers 401 from now on to requests without an accepted bearer token, and accepts this one.
     *
     * @param token a token; those demanded before stay accepted
     */
    public void requireToken(String token) {
        tokens.demand(Objects.requireNonNull(token, "token"));
    }

    /**
     * Does not accept a token any more. Open watches stay open.
     *
     * @param token the token
     */
    public void expireToken(String token) {
        tokens.expire(Objects.requireNonNull(token, "token"));
    }
}
