package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesListObject;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final DynamicKubernetesApi backups = Clients.backups(server);

    @BeforeEach
    void createThree() {
        server.objects().create(Clients.backupJson("b1", "{\"app\": \"a\", \"tier\": \"x\"}"));
        server.objects().create(Clients.backupJson("b2", "{\"app\": \"b\"}"));
        server.objects().create(Clients.backupJson("b3", "{}"));
        server.objects().create(Clients.backupJson("b4", "{\"app\": \"a\"}").replace("tidb", "other"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void showsOneNamespaceAndItsVersion() {
        DynamicKubernetesListObject list = backups.list("tidb").getObject();

        assertThat(names(list)).containsExactly("b1", "b2", "b3");
        assertThat(list.getMetadata().getResourceVersion())
                .isEqualTo(String.valueOf(server.objects().version()));
    }

    @Test
    void isOfTheListKind() {
        DynamicKubernetesListObject list = backups.list("tidb").getObject();

        assertThat(list.getKind()).isEqualTo("BackupList");
        assertThat(list.getApiVersion()).isEqualTo("pingcap.com/v1alpha1");
    }

    @Test
    void showsAllNamespaces() {
        assertThat(names(backups.list().getObject())).containsExactly("b4", "b1", "b2", "b3");
    }

    @Test
    @SuppressWarnings("unchecked")
    void theUntypedApiOfTheClientReadsObjectsAndLists() throws ApiException {
        CustomObjectsApi custom = new CustomObjectsApi(Clients.client(server));

        var one = (Map<String, Object>)
                custom.getNamespacedCustomObject("pingcap.com", "v1alpha1", "tidb", "backups", "b1")
                        .execute();
        var all = (Map<String, List<Object>>)
                custom.listNamespacedCustomObject("pingcap.com", "v1alpha1", "tidb", "backups")
                        .execute();

        assertThat(one).containsEntry("kind", "Backup");
        assertThat(all.get("items")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=a        | b1",
                "app==a       | b1",
                "app!=a       | b2 b3",
                "app in (a,b) | b1 b2",
                "app notin (a)| b2 b3",
                "tier         | b1",
                "!tier        | b2 b3",
                "app,!tier    | b2",
                "app in (a,b),tier=x | b1",
                "app in ()    | ''",
            })
    void aLabelSelectorNarrows(String selector, String expected) {
        ListOptions options = new ListOptions();
        options.setLabelSelector(selector);

        List<String> found = names(backups.list("tidb", options).getObject());

        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    @Test
    void aFieldSelectorNarrowsByName() {
        ListOptions options = new ListOptions();
        options.setFieldSelector("metadata.name=b2");

        assertThat(names(backups.list("tidb", options).getObject())).containsExactly("b2");
    }

    @Test
    void aFieldThatIsNotIndexedIs400() {
        ListOptions options = new ListOptions();
        options.setFieldSelector("status.phase=Complete");

        assertThat(backups.list("tidb", options).getHttpStatusCode()).isEqualTo(400);
    }

    @Test
    void pagesContinueWithTheStateOfTheFirst() {
        ListOptions first = new ListOptions();
        first.setLimit(2);
        DynamicKubernetesListObject page = backups.list("tidb", first).getObject();
        server.objects().delete("backups", "tidb", "b3");
        ListOptions second = new ListOptions();
        second.setLimit(2);
        second.setContinue(page.getMetadata().getContinue());
        DynamicKubernetesListObject rest = backups.list("tidb", second).getObject();

        assertThat(names(page)).containsExactly("b1", "b2");
        assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(1);
        assertThat(names(rest)).containsExactly("b3");
        assertThat(rest.getMetadata().getContinue()).isNull();
        assertThat(rest.getMetadata().getResourceVersion())
                .isEqualTo(page.getMetadata().getResourceVersion());
    }

    @Test
    void anUnknownContinueTokenIs410() {
        ListOptions options = new ListOptions();
        options.setContinue("nonsense");

        assertThat(backups.list("tidb", options).getHttpStatusCode()).isEqualTo(410);
    }

    @Test
    void anEmptyListHasItems() {
        var list = Http.get(server, "/apis/pingcap.com/v1alpha1/namespaces/kube-system/backups");

        assertThat(list.body()).endsWith("\"items\":[]}");
    }

    private static List<String> names(DynamicKubernetesListObject list) {
        return list.getItems().stream()
                .map(item -> item.getMetadata().getName())
                .toList();
    }
}
