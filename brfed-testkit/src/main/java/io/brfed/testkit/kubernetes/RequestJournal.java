package io.brfed.testkit.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What an embedded server was asked, in order of arrival. The last 20,000 requests are kept. Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class RequestJournal {

    private static final int LIMIT = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Deque<RecordedRequest> requests = new ArrayDeque<>();
    private long count;

    RequestJournal() {}

    RecordedRequest record(ApiRequest request, Duration receivedAt) {
        lock.lock();
        try {
            count++;
            RecordedRequest recorded = new RecordedRequest(count, receivedAt, request);
            requests.addLast(recorded);
            if (requests.size() > LIMIT) {
                requests.removeFirst();
            }
            added.signalAll();
            return recorded;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns all requests that are kept.
     *
     * @return in order of arrival
     */
    public List<RecordedRequest> all() {
        return matching(request -> true);
    }

    /**
     * Returns the requests for one kind of objects.
     *
     * @param verb what was asked for
     * @param resource plural of the kind
     * @return in order of arrival
     */
    public List<RecordedRequest> of(Verb verb, String resource) {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(resource, "resource");
        return matching(request -> request.verb() == verb && request.resource().equals(resource));
    }

    /**
     * Returns the requests that pass a test.
     *
     * @param test the test
     * @return in order of arrival
     */
    public List<RecordedRequest> matching(Predicate<RecordedRequest> test) {
        Objects.requireNonNull(test, "test");
        lock.lock();
        try {
            return requests.stream().filter(test).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a number of requests have arrived that pass a test.
     *
     * @param number how many
     * @param test the test; called with the journal locked, so it must be quick
     * @param limit how long to wait at most
     * @return those requests, in order of arrival
     * @throws AssertionError if they have not arrived in time
     */
    public List<RecordedRequest> await(int number, Predicate<RecordedRequest> test, Duration limit) {
        Objects.requireNonNull(test, "test");
        long remaining = limit.toNanos();
        lock.lock();
        try {
            while (true) {
                List<RecordedRequest> found = requests.stream().filter(test).toList();
                if (found.size() >= number) {
                    return found;
                }
                if (remaining <= 0) {
                    throw new AssertionError(found.size() + " of " + number + " expected requests arrived within "
                            + limit + "; all requests: " + requests);
                }
                remaining = added.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all requests; numbers go on. */
    public void clear() {
        lock.lock();
        try {
            requests.clear();
        } finally {
            lock.unlock();
        }
    }
}
