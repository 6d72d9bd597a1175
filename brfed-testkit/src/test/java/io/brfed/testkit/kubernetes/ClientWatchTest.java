package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches with the classes of the official client; the others are in {@link WatchTest}. */
class ClientWatchTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final ApiClient client = Clients.client(server);
    private final DynamicKubernetesApi backups = Clients.backups(client);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsOfAddedModifiedAndDeletedObjects() throws Exception {
        try (var watch = backups.watch("tidb", new ListOptions())) {
            server.objects().create(Clients.backupJson("b", "{}"));
            server.objects().mergePatch("backups", "tidb", "b", "{\"spec\": {\"backupType\": \"db\"}}");
            server.objects().delete("backups", "tidb", "b");

            List<String> types = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                types.add(watch.next().type);
            }
            assertThat(types).containsExactly("ADDED", "MODIFIED", "DELETED");
        }
    }

    @Test
    void replaysFromAnOlderVersionAndSelects() throws Exception {
        ListOptions options = new ListOptions();
        options.setResourceVersion(String.valueOf(server.objects().version()));
        options.setLabelSelector("app=a");
        server.objects().create(Clients.backupJson("b", "{\"app\": \"b\"}"));
        server.objects().create(Clients.backupJson("a", "{\"app\": \"a\"}"));

        try (var watch = backups.watch("tidb", options)) {
            assertThat(watch.next().object.getMetadata().getName()).isEqualTo("a");
        }
    }

    @Test
    void endsAfterTimeoutSeconds() throws Exception {
        try (Watch<DynamicKubernetesObject> watch = watch("", 1)) {
            assertThat(watch.hasNext()).isFalse();
        }
    }

    @Test
    void aForgottenVersionIsAnErrorWithCode410() throws Exception {
        server.objects().create(Clients.backupJson("a", "{}"));
        server.objects().forgetHistory();

        try (Watch<DynamicKubernetesObject> watch = watch("1", 5)) {
            Watch.Response<DynamicKubernetesObject> event = watch.next();

            assertThat(event.type).isEqualTo("ERROR");
            assertThat(event.status.getCode()).isEqualTo(410);
            assertThat(event.status.getReason()).isEqualTo("Expired");
        }
    }

    @Test
    void aForgottenVersionIsStatus410OnCommand() {
        server.faults().goneOnNextWatch(Gone.AS_STATUS);

        assertThatThrownBy(() -> watch("", 5))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(410));
    }

    private Watch<DynamicKubernetesObject> watch(String version, int seconds) throws ApiException, IOException {
        return Watch.createWatch(
                client,
                new CustomObjectsApi(client)
                        .listNamespacedCustomObject("pingcap.com", "v1alpha1", "tidb", "backups")
                        .watch(true)
                        .timeoutSeconds(seconds)
                        .resourceVersion(version.isEmpty() ? null : version)
                        .buildCall(null),
                new TypeToken<Watch.Response<DynamicKubernetesObject>>() {}.getType());
    }
}
