package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request, read to its end. */
final class ApiRequest {

    /** What a real server takes: 3 MiB. */
    static final int BODY_LIMIT_BYTES = 3 * 1024 * 1024;

    private final String method;
    private final String rawPath;
    private final Optional<ApiPath> path;
    private final Map<String, String> parameters;
    private final String contentType;
    private final String authorization;
    private final String userAgent;
    private final byte[] body;
    private final String intendedName;

    private ApiRequest(HttpExchange exchange, byte[] body) {
        this.method = exchange.getRequestMethod().toUpperCase(Locale.ROOT);
        this.rawPath = exchange.getRequestURI().getRawPath();
        this.path = ApiPath.parse(rawPath);
        this.parameters = parameters(exchange.getRequestURI().getRawQuery());
        this.contentType = header(exchange, "Content-Type");
        this.authorization = header(exchange, "Authorization");
        this.userAgent = header(exchange, "User-Agent");
        this.body = body;
        this.intendedName = name().isEmpty() ? nameIn(body) : name();
    }

    /** Reads the request; a body over the limit is cut one byte after it. */
    static ApiRequest read(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        return new ApiRequest(exchange, in.readNBytes(BODY_LIMIT_BYTES + 1));
    }

    String method() {
        return method;
    }

    String rawPath() {
        return rawPath;
    }

    /** The parts of the path, empty if it is not one of a resource. */
    Optional<ApiPath> path() {
        return path;
    }

    Verb verb() {
        return switch (method) {
            case "POST" -> Verb.CREATE;
            case "PUT" -> Verb.UPDATE;
            case "PATCH" -> Verb.PATCH;
            case "DELETE" -> name().isEmpty() ? Verb.DELETECOLLECTION : Verb.DELETE;
            default -> reading();
        };
    }

    private Verb reading() {
        if (flag("watch")) {
            return Verb.WATCH;
        }
        return name().isEmpty() ? Verb.LIST : Verb.GET;
    }

    String group() {
        return path.map(ApiPath::group).orElse("");
    }

    String resource() {
        return path.map(ApiPath::resource).orElse("");
    }

    String qualifiedResource() {
        return group().isEmpty() ? resource() : resource() + "." + group();
    }

    String namespace() {
        return path.map(ApiPath::namespace).orElse("");
    }

    String name() {
        return path.map(ApiPath::name).orElse("");
    }

    /** The name in the path, or for a create the one in the body. */
    String intendedName() {
        return intendedName;
    }

    String subresource() {
        return path.map(ApiPath::subresource).orElse("");
    }

    /** The value of a query parameter, empty if it is absent. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean flag(String name) {
        String value = parameter(name);
        return value.equals("true") || value.equals("1");
    }

    boolean dryRun() {
        return parameter("dryRun").equals("All");
    }

    WriteMode writeMode() {
        return new WriteMode(dryRun(), parameter("fieldValidation").equals("Strict"), false);
    }

    String contentType() {
        return contentType;
    }

    String authorization() {
        return authorization;
    }

    String userAgent() {
        return userAgent;
    }

    byte[] body() {
        return body;
    }

    ObjectNode bodyObject() {
        if (bodyTree() instanceof ObjectNode object) {
            return object;
        }
        throw ApiRefusalException.badRequest("the object provided is unrecognized: not a JSON object");
    }

    JsonNode bodyTree() {
        if (body.length > BODY_LIMIT_BYTES) {
            throw ApiRefusalException.tooLarge(BODY_LIMIT_BYTES);
        }
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw ApiRefusalException.badRequest("the object provided is unrecognized: " + e.getMessage());
        }
    }

    private static String nameIn(byte[] body) {
        try {
            return body.length == 0 ? "" : Json.text(Json.parse(body), "metadata", "name");
        } catch (IllegalArgumentException e) {
            // A malformed body is refused later, by who needs it.
            return "";
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> parameters(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        if (rawQuery == null) {
            return parameters;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
