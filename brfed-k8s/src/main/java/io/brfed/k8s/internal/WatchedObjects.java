package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last known state of the objects of one watch. What arrives from lists, events and answers to our own requests may
 * overtake each other; of two states the one with the higher resource version is kept. Thread-safe.
 */
final class WatchedObjects {
    private static final int MAX_DELETED = 1000;

    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final Map<String, String> deleted = new HashMap<>();

    /** The object of that name, if there is one. */
    synchronized Optional<ObjectNode> get(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    /** Takes over a state; false if a newer one is known, or the same. */
    synchronized boolean put(ObjectNode object) {
        String name = name(object);
        ObjectNode known = objects.get(name);
        String gone = deleted.get(name);
        boolean old = known != null && !newer(version(object), version(known));
        boolean dead = gone != null && !newer(version(object), gone);
        if (old || dead) {
            return false;
        }
        objects.put(name, object);
        return true;
    }

    /** Forgets an object that was deleted. */
    synchronized void remove(ObjectNode object) {
        if (deleted.size() >= MAX_DELETED) {
            deleted.clear();
        }
        deleted.put(name(object), version(object));
        objects.remove(name(object));
    }

    /**
     * Takes over a whole list.
     *
     * @return the names of the objects that were not known in the listed state
     */
    synchronized Set<String> merge(ObjectNode list) {
        Set<String> changed = new HashSet<>();
        Set<String> listed = new HashSet<>();
        for (JsonNode item : list.path("items")) {
            if (item instanceof ObjectNode object) {
                listed.add(name(object));
                if (put(object)) {
                    changed.add(name(object));
                }
            }
        }
        String version = version(list);
        for (String name : Set.copyOf(objects.keySet())) {
            if (!listed.contains(name) && !newer(version(objects.get(name)), version)) {
                objects.remove(name);
                changed.add(name);
            }
        }
        return changed;
    }

    static String name(JsonNode object) {
        return Json.text(object, "metadata", "name");
    }

    static String version(@Nullable JsonNode object) {
        return object == null ? "" : Json.text(object, "metadata", "resourceVersion");
    }

    /** Whether version {@code a} is later than {@code b}; versions that are no numbers cannot be ordered. */
    private static boolean newer(String a, String b) {
        try {
            return Long.parseUnsignedLong(a) != Long.parseUnsignedLong(b)
                    && Long.compareUnsigned(Long.parseUnsignedLong(a), Long.parseUnsignedLong(b)) > 0;
        } catch (NumberFormatException opaque) {
            return !a.equals(b);
        }
    }
}
