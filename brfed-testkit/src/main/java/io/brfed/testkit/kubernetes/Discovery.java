package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The paths that are not resources: health, version, and what there is. */
final class Discovery {

    private static final String VERSION = "v1.31.0";

    private final ResourceKinds kinds;

    Discovery(ResourceKinds kinds) {
        this.kinds = kinds;
    }

    Answer answer(String path) {
        List<String> parts = List.of(path.split("/", -1));
        return switch (path) {
            case "/healthz", "/livez", "/readyz" -> Answer.text(200, "ok");
            case "/version", "/version/" -> Answer.json(200, version());
            case "/api", "/api/" -> Answer.json(200, coreVersions());
            case "/apis", "/apis/" -> Answer.json(200, groups());
            case "/api/v1" -> Answer.json(200, resources("", "v1"));
            default ->
                parts.size() == 4 && parts.get(1).equals("apis")
                        ? Answer.json(200, resources(parts.get(2), parts.get(3)))
                        : Answer.text(404, "404 page not found\n");
        };
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "31")
                .put("gitVersion", VERSION)
                .put("platform", "embedded");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        return versions;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        Set<String> seen = new TreeSet<>(Set.of(AccessReviews.GROUP + "/v1"));
        kinds.all().stream().map(ResourceKind::apiVersion).forEach(seen::add);
        seen.remove("v1");
        for (String groupVersion : seen) {
            int slash = groupVersion.indexOf('/');
            ObjectNode group = groups.addObject().put("name", groupVersion.substring(0, slash));
            group.putArray("versions")
                    .addObject()
                    .put("groupVersion", groupVersion)
                    .put("version", groupVersion.substring(slash + 1));
            group.putObject("preferredVersion")
                    .put("groupVersion", groupVersion)
                    .put("version", groupVersion.substring(slash + 1));
        }
        return list;
    }

    private ObjectNode resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        kinds.all().stream()
                .filter(kind -> kind.group().equals(group) && kind.version().equals(version))
                .forEach(kind -> describe(kind, resources));
        return list;
    }

    private static void describe(ResourceKind kind, ArrayNode resources) {
        ObjectNode resource = resources
                .addObject()
                .put("name", kind.plural())
                .put("singularName", kind.kind().toLowerCase(Locale.ROOT))
                .put("namespaced", kind.namespaced())
                .put("kind", kind.kind());
        ArrayNode verbs = resource.putArray("verbs");
        for (Verb verb : Verb.values()) {
            verbs.add(verb.word());
        }
    }
}
