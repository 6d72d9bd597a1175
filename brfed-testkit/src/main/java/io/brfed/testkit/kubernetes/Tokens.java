package io.brfed.testkit.kubernetes;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The bearer tokens that a server accepts; until the first one is demanded, it asks for none. */
final class Tokens {

    private static final String SCHEME = "Bearer ";

    private final Set<String> accepted = new LinkedHashSet<>();
    private boolean demanded;

    synchronized void demand(String token) {
        accepted.remove(token);
        accepted.add(token);
        demanded = true;
    }

    synchronized void expire(String token) {
        accepted.remove(token);
        demanded = true;
    }

    /** The token demanded last that is still accepted. */
    synchronized Optional<String> current() {
        return accepted.stream().reduce((earlier, later) -> later);
    }

    synchronized void check(ApiRequest request) {
        String authorization = request.authorization();
        boolean known = authorization.startsWith(SCHEME) && accepted.contains(authorization.substring(SCHEME.length()));
        if (demanded && !known) {
            throw ApiRefusalException.unauthorized();
        }
    }
}
