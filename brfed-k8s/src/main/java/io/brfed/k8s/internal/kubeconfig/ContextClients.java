package io.brfed.k8s.internal.kubeconfig;

import io.brfed.k8s.internal.ClientSource;
import io.brfed.k8s.internal.ClientThreads;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one context. Before each request the kubeconfig and every file it refers to are looked at, so a rotated
 * token or certificate is used at once; after a refusal everything is read again and a plug-in is run again. Connections
 * are kept as long as server and certificates stay the same. Thread-safe; blocks while a plug-in runs.
 */
public final class ContextClients implements ClientSource {
    private final KubeconfigSource kubeconfig;
    private final String context;
    private final ExecPlugin plugin;
    private final Clock clock;
    private final AtomicLong failedRuns = new AtomicLong();
    private @Nullable ExecCredential printed;
    private ExecPlugin.@Nullable Command printer;
    private @Nullable UnusableContextException failure;
    private @Nullable Built built;

    private ContextClients(KubeconfigSource kubeconfig, String context, ExecPlugin plugin, Clock clock) {
        this.kubeconfig = kubeconfig;
        this.context = context;
        this.plugin = plugin;
        this.clock = clock;
    }

    /**
     * Clients for a context, which need not exist yet.
     *
     * @param pluginLimit how long a credential plug-in may take
     */
    public static ContextClients of(KubeconfigSource kubeconfig, String context, Duration pluginLimit) {
        return of(kubeconfig, context, pluginLimit, ClientThreads.wallClock());
    }

    static ContextClients of(KubeconfigSource kubeconfig, String context, Duration pluginLimit, Clock clock) {
        return new ContextClients(kubeconfig, context, new ExecPlugin(pluginLimit), clock);
    }

    @Override
    public ApiClient current() {
        return current(failedRuns.get());
    }

    private synchronized ApiClient current(long failedBefore) {
        Access access = access(kubeconfig.context(context), failedBefore);
        Built last = built;
        if (last == null || !last.access.equals(access)) {
            HttpAccess http =
                    last != null && last.access.path().equals(access.path()) ? last.http : HttpAccess.of(access.path());
            last = new Built(access, http, http.client(access));
            built = last;
        }
        return last.client;
    }

    @Override
    public ApiClient renewed(ApiClient refused) {
        return renewed(refused, failedRuns.get());
    }

    private synchronized ApiClient renewed(ApiClient refused, long failedBefore) {
        // Several requests meet the same refusal; only the first of them has everything read again.
        if (built == null || built.client == refused) {
            printed = null;
            kubeconfig.renew();
            KubeContext.User user = kubeconfig.context(context).user();
            List.of(user.tokenFile(), user.certificate(), user.key()).forEach(Material::renew);
        }
        return current(failedBefore);
    }

    private Access access(KubeContext now, long failedBefore) {
        KubeContext.User user = now.user();
        Optional<ExecCredential> credential = credential(now, failedBefore);
        Secret certificate = credential
                .map(ExecCredential::certificate)
                .filter(given -> !given.isEmpty())
                .orElseGet(user.certificate()::read);
        Secret key = credential
                .map(ExecCredential::key)
                .filter(given -> !given.isEmpty())
                .orElseGet(user.key()::read);
        KubeContext.Server server = now.server();
        Access.Path path = new Access.Path(
                server.url(),
                server.authority().read(),
                server.trust(),
                server.tlsName(),
                server.proxy(),
                certificate,
                key);
        return new Access(path, headers(user, credential));
    }

    private Optional<ExecCredential> credential(KubeContext now, long failedBefore) {
        KubeContext.User user = now.user();
        if (user.plugin().isEmpty() || hasOwnToken(user)) {
            return Optional.empty();
        }
        ExecPlugin.Command command = user.plugin().get();
        ExecCredential known = printed;
        boolean usable = known != null && command.equals(printer) && known.usableAt(clock.instant());
        return Optional.of(known != null && usable ? known : run(command, now.server(), failedBefore));
    }

    /** Those who waited while a run failed share the failure; otherwise each would wait for a run of its own. */
    private ExecCredential run(ExecPlugin.Command command, KubeContext.Server server, long failedBefore) {
        if (failure != null && failedRuns.get() > failedBefore) {
            throw failure;
        }
        try {
            ExecCredential credential = plugin.run(command, server);
            printed = credential;
            printer = command;
            return credential;
        } catch (UnusableContextException e) {
            failure = e;
            failedRuns.incrementAndGet();
            throw e;
        }
    }

    private static boolean hasOwnToken(KubeContext.User user) {
        return user.token().isGiven()
                || user.tokenFile().isGiven()
                || user.login().isPresent();
    }

    private static List<Map.Entry<String, Secret>> headers(KubeContext.User user, Optional<ExecCredential> credential) {
        List<Map.Entry<String, Secret>> headers = new ArrayList<>();
        authorization(user, credential).ifPresent(value -> headers.add(Map.entry("Authorization", Secret.of(value))));
        user.impersonation().forEach(header -> headers.add(Map.entry(header.getKey(), Secret.of(header.getValue()))));
        return headers;
    }

    private static Optional<String> authorization(KubeContext.User user, Optional<ExecCredential> credential) {
        String token = user.tokenFile().isGiven()
                ? fromFile(user)
                : user.token().read().text();
        if (token.isEmpty()) {
            token = credential.map(ExecCredential::token).map(Secret::text).orElse("");
        }
        if (!token.isEmpty()) {
            return Optional.of("Bearer " + token);
        }
        return user.login()
                .map(login ->
                        Credentials.basic(login.name(), login.password().read().exactText()));
    }

    /** A token file wins, but a file that is not there yet need not stop a user who has a token as well. */
    private static String fromFile(KubeContext.User user) {
        try {
            return user.tokenFile().read().text();
        } catch (UnusableContextException e) {
            if (user.token().isGiven()) {
                return user.token().read().text();
            }
            throw e;
        }
    }

    /** Context and kubeconfig. */
    @Override
    public String toString() {
        return context + " of " + kubeconfig;
    }

    /** A client and what it was made from. */
    private record Built(Access access, HttpAccess http, ApiClient client) {}
}
