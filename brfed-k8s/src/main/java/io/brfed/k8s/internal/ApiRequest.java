package io.brfed.k8s.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request to an API server. Immutable.
 *
 * @param verb what it does
 * @param path path of the object or collection
 * @param query query parameters
 * @param body what is sent, if anything
 */
public record ApiRequest(
        Verb verb,
        String path,
        Map<String, String> query,
        @Nullable JsonNode body) {
    /** Copies the parameters. */
    public ApiRequest {
        query = Map.copyOf(query);
    }

    /** Reads an object or a collection. */
    public static ApiRequest get(String path) {
        return new ApiRequest(Verb.GET, path, Map.of(), null);
    }

    /** Creates an object. */
    public static ApiRequest create(String path, JsonNode object) {
        return new ApiRequest(Verb.POST, path, Map.of(), object);
    }

    /** Changes the named fields of an object and leaves all others alone (JSON merge patch). */
    public static ApiRequest patch(String path, JsonNode fields) {
        return new ApiRequest(Verb.PATCH, path, Map.of(), fields);
    }

    /** Replaces an object that we wrote ourselves, all of it. */
    public static ApiRequest replace(String path, JsonNode object) {
        return new ApiRequest(Verb.PUT, path, Map.of(), object);
    }

    /** Deletes an object. */
    public static ApiRequest delete(String path, JsonNode options) {
        return new ApiRequest(Verb.DELETE, path, Map.of(), options);
    }

    /** The same with one more query parameter. */
    public ApiRequest with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(query);
        more.put(parameter, value);
        return new ApiRequest(verb, path, more, body);
    }

    /** Whether what it reads is text, not an object. */
    public boolean readsText() {
        return verb == Verb.GET && path.endsWith("/log");
    }

    /** Whether it may change something. */
    public boolean writes() {
        return verb != Verb.GET;
    }

    /** Verb and path. */
    @Override
    public String toString() {
        return verb + " " + path;
    }

    /** HTTP methods, with the media type of what they send. */
    public enum Verb {
        /** Read. */
        GET("application/json"),
        /** Create. */
        POST("application/json"),
        /** Change some fields. */
        PATCH("application/merge-patch+json"),
        /** Replace. */
        PUT("application/json"),
        /** Delete. */
        DELETE("application/json");

        private final String mediaType;

        Verb(String mediaType) {
            this.mediaType = mediaType;
        }

        /** The media type of the body. */
        public String mediaType() {
            return mediaType;
        }
    }
}
