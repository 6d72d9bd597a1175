package io.brfed.k8s.internal.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the contexts of a kubeconfig. A fault in one of them is kept with it and does not touch the others. */
final class KubeconfigReading {
    private static final List<String> PLUGIN_VERSIONS =
            List.of("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1");

    private final Path directory;
    private final JsonNode config;

    private KubeconfigReading(JsonNode config, Path directory) {
        this.config = config;
        this.directory = directory;
    }

    /**
     * Reads a kubeconfig.
     *
     * @param directory what relative file names start from
     * @throws IllegalArgumentException if it is no kubeconfig at all
     */
    static Map<String, ContextEntry> read(JsonNode config, Path directory) {
        if (!config.isObject() || !config.path("contexts").isArray()) {
            throw new IllegalArgumentException("is no kubeconfig: it has no list of contexts");
        }
        return new KubeconfigReading(config, directory).contexts();
    }

    private Map<String, ContextEntry> contexts() {
        Map<String, ContextEntry> contexts = new LinkedHashMap<>();
        for (JsonNode entry : config.path("contexts")) {
            String name = entry.path("name").asText();
            if (!name.isBlank()) {
                contexts.merge(name, context(name, entry.path("context")), (first, second) -> first);
            }
        }
        return contexts;
    }

    private ContextEntry context(String name, JsonNode context) {
        try {
            Section cluster = named("clusters", "cluster", text(context, "cluster"));
            Section user = named("users", "user", text(context, "user"));
            return ContextEntry.usable(new KubeContext(name, server(cluster), user(user)));
        } catch (UnusableContextException e) {
            return ContextEntry.broken(String.valueOf(e.getMessage()));
        }
    }

    private Section named(String list, String kind, String name) {
        if (name.isEmpty()) {
            throw new UnusableContextException("it names no " + kind);
        }
        for (JsonNode entry : config.path(list)) {
            if (entry.path("name").asText().equals(name)) {
                return new Section(kind + " '" + name + "'", name, entry.path(kind));
            }
        }
        throw new UnusableContextException(kind + " '" + name + "' is not in the kubeconfig");
    }

    private KubeContext.Server server(Section cluster) {
        String url = cluster.text("server").replaceAll("/+$", "");
        String scheme = scheme(url);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw cluster.unusable("server '" + url + "' is no https or http URL");
        }
        return new KubeContext.Server(
                url,
                material(cluster, "certificate-authority"),
                cluster.flag("insecure-skip-tls-verify") ? KubeContext.Trust.ANYBODY : KubeContext.Trust.VERIFIED,
                cluster.text("tls-server-name"),
                proxy(cluster));
    }

    private static Optional<URI> proxy(Section cluster) {
        String text = cluster.text("proxy-url");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String scheme = scheme(text);
        if (!List.of("http", "https", "socks5").contains(scheme) || text.contains("@")) {
            throw cluster.unusable("proxy-url is no http, https or socks5 URL, or holds a password");
        }
        return Optional.of(URI.create(text));
    }

    private static String scheme(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() == null || uri.getScheme() == null
                    ? ""
                    : uri.getScheme().toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private KubeContext.User user(Section user) {
        if (user.tree().has("auth-provider")) {
            throw user.unusable("auth-provider is not supported; use an exec plug-in instead");
        }
        String token = user.text("token");
        String tokenFile = user.text("tokenFile");
        String login = user.text("username");
        return new KubeContext.User(
                token.isEmpty() ? Material.none() : Material.of(token),
                tokenFile.isEmpty() ? Material.none() : Material.in(directory.resolve(tokenFile)),
                material(user, "client-certificate"),
                material(user, "client-key"),
                login.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new KubeContext.Login(login, Material.of(user.text("password")))),
                plugin(user),
                impersonation(user));
    }

    private Material material(Section section, String field) {
        String data = section.text(field + "-data");
        if (!data.isEmpty()) {
            try {
                return Material.of(Base64.getMimeDecoder().decode(data));
            } catch (IllegalArgumentException e) {
                throw section.unusable(field + "-data is not base64");
            }
        }
        String file = section.text(field);
        return file.isEmpty() ? Material.none() : Material.in(directory.resolve(file));
    }

    private Optional<ExecPlugin.Command> plugin(Section user) {
        if (!user.tree().path("exec").isObject()) {
            return Optional.empty();
        }
        Section exec =
                new Section("exec of " + user.what(), user.name(), user.tree().path("exec"));
        String version = exec.text("apiVersion");
        if (!PLUGIN_VERSIONS.contains(version)) {
            throw exec.unusable("apiVersion '" + version + "' is not supported; known are " + PLUGIN_VERSIONS);
        }
        if (exec.text("command").isEmpty()) {
            throw exec.unusable("no command is given");
        }
        if (exec.text("interactiveMode").equals("Always")) {
            throw exec.unusable("interactiveMode Always needs a terminal, and there is none");
        }
        List<String> args = new ArrayList<>();
        exec.tree().path("args").forEach(arg -> args.add(arg.asText()));
        return Optional.of(new ExecPlugin.Command(
                user.name(),
                ExecPlugin.Command.located(exec.text("command"), directory),
                args,
                env(exec),
                version,
                exec.text("installHint"),
                exec.flag("provideClusterInfo")));
    }

    private static Map<String, String> env(Section exec) {
        Map<String, String> env = new LinkedHashMap<>();
        for (JsonNode each : exec.tree().path("env")) {
            String name = text(each, "name");
            if (name.isEmpty() || name.contains("=")) {
                throw exec.unusable("env holds a variable without a name, or with '=' in it");
            }
            env.put(name, text(each, "value"));
        }
        return env;
    }

    private static List<Map.Entry<String, String>> impersonation(Section user) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        if (user.tree().has("as-user-extra")) {
            throw user.unusable("as-user-extra is not supported");
        }
        if (!user.text("as").isEmpty()) {
            headers.add(Map.entry("Impersonate-User", user.text("as")));
        }
        if (!user.text("as-uid").isEmpty()) {
            headers.add(Map.entry("Impersonate-Uid", user.text("as-uid")));
        }
        user.tree().path("as-groups").forEach(group -> headers.add(Map.entry("Impersonate-Group", group.asText())));
        return headers;
    }

    private static String text(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    /**
     * A cluster, a user or a plug-in.
     *
     * @param what what it is, for messages
     * @param name its name
     * @param tree its fields
     */
    private record Section(String what, String name, JsonNode tree) {
        String text(String field) {
            JsonNode value = tree.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return "";
            }
            if (!value.isTextual()) {
                throw unusable(field + " must be text; put it in quotes");
            }
            return value.textValue();
        }

        boolean flag(String field) {
            JsonNode value = tree.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
                throw unusable(field + " must be true or false");
            }
            return value.asBoolean(false);
        }

        UnusableContextException unusable(String why) {
            return new UnusableContextException(what + ": " + why);
        }
    }
}
