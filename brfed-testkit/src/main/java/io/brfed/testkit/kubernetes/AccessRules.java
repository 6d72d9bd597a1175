package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who may do what on an embedded server: rules as in roles, of which the last one that matches decides. Without rules
 * everything is allowed. {@code "*"} matches anything; a subresource is written {@code backups/status}. A rule for one
 * namespace does not match requests for all namespaces or for kinds without. Requests that are denied are answered 403,
 * and both self-subject reviews answer by these rules. Safe for use by several threads; takes effect at once.
 *
 * @since 0.1.0
 */
public final class AccessRules {

    private static final String ANY = "*";

    private record Rule(boolean allows, String verb, String group, String resource, String namespace) {

        Rule {
            Objects.requireNonNull(verb, "verb");
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(namespace, "namespace");
        }

        boolean matches(Rule asked) {
            return matches(verb, asked.verb)
                    && matches(group, asked.group)
                    && matches(resource, asked.resource)
                    && matches(namespace, asked.namespace);
        }

        private static boolean matches(String pattern, String value) {
            return pattern.equals(ANY) || pattern.equals(value);
        }
    }

    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    AccessRules() {}

    /**
     * Allows requests.
     *
     * @param verb such as {@code create}
     * @param group API group, empty for the core group
     * @param resource plural, with {@code /status} for the subresource
     * @param namespace namespace
     * @return this
     */
    public AccessRules allow(String verb, String group, String resource, String namespace) {
        return add(new Rule(true, verb, group, resource, namespace));
    }

    /**
     * Denies requests.
     *
     * @param verb such as {@code create}
     * @param group API group, empty for the core group
     * @param resource plural, with {@code /status} for the subresource
     * @param namespace namespace
     * @return this
     */
    public AccessRules deny(String verb, String group, String resource, String namespace) {
        return add(new Rule(false, verb, group, resource, namespace));
    }

    /**
     * Denies everything that is not allowed after this call.
     *
     * @return this
     */
    public AccessRules denyAll() {
        return deny(ANY, ANY, ANY, ANY);
    }

    boolean allows(String verb, String group, String resource, String namespace) {
        Rule asked = new Rule(true, verb, group, resource, namespace);
        boolean allowed = true;
        for (Rule rule : rules) {
            allowed = rule.matches(asked) ? rule.allows : allowed;
        }
        return allowed;
    }

    boolean allows(ApiRequest request) {
        String resource =
                request.subresource().isEmpty() ? request.resource() : request.resource() + "/" + request.subresource();
        return allows(request.verb().word(), request.group(), resource, request.namespace());
    }

    /** Writes the rules that hold in a namespace; returns whether that is the whole truth. */
    boolean describe(String namespace, ArrayNode into) {
        boolean complete = true;
        if (rules.isEmpty()) {
            describe(new Rule(true, ANY, ANY, ANY, ANY), into);
        }
        for (Rule rule : rules) {
            if (!Rule.matches(rule.namespace, namespace)) {
                continue;
            }
            if (rule.allows) {
                describe(rule, into);
            } else if (rule.equals(new Rule(false, ANY, ANY, ANY, ANY))) {
                into.removeAll();
            } else {
                complete = false;
            }
        }
        return complete;
    }

    private static void describe(Rule rule, ArrayNode into) {
        var description = into.addObject();
        description.putArray("verbs").add(rule.verb);
        description.putArray("apiGroups").add(rule.group);
        description.putArray("resources").add(rule.resource);
    }

    private AccessRules add(Rule rule) {
        rules.add(rule);
        return this;
    }
}
