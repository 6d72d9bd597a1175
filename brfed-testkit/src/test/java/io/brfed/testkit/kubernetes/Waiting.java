package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for states of objects on an embedded server; each write wakes it. */
final class Waiting {

    private Waiting() {}

    static JsonNode forObject(EmbeddedKubernetes server, String resource, String name, Predicate<JsonNode> wanted) {
        return until(server, resource, name, found -> found.filter(wanted).isPresent())
                .orElseThrow();
    }

    static void forAbsence(EmbeddedKubernetes server, String resource, String name) {
        until(server, resource, name, Optional::isEmpty);
    }

    private static Optional<ObjectNode> until(
            EmbeddedKubernetes server, String resource, String name, Predicate<Optional<ObjectNode>> wanted) {
        Semaphore writes = new Semaphore(0);
        try (var subscription = server.objects().onWrite(write -> writes.release())) {
            long end = System.nanoTime() + OperatorFixture.LIMIT.toNanos();
            while (true) {
                Optional<ObjectNode> found = server.objects().find(resource, OperatorFixture.NAMESPACE, name);
                if (wanted.test(found)) {
                    return found;
                }
                if (!writes.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError(subscription + ": " + resource + " " + name + " stayed at " + found);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
