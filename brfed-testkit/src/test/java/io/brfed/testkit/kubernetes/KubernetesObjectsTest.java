package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KubernetesObjectsTest {

    private final EmbeddedKubernetes server = Clients.server();
    private final KubernetesObjects objects = server.objects();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void putCreatesAndReplaces() {
        objects.put(Clients.backupJson("b", "{}"));
        objects.put(Clients.backupJson("b", "{\"a\": \"b\"}"));

        assertThat(objects.get("backups", "tidb", "b").at("/metadata/labels/a").asText())
                .isEqualTo("b");
        assertThat(objects.get("backups", "tidb", "b")
                        .at("/metadata/generation")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void statusIsWrittenEvenWhereItIsASubresource() {
        objects.create("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "tidb"},
                 "status": {"phase": "Running"}}
                """);

        assertThat(objects.get("pods", "tidb", "p").at("/status/phase").asText())
                .isEqualTo("Running");
    }

    @Test
    void anUnknownFieldIsRefusedRatherThanRemoved() {
        String backup = Clients.backupJson("b", "{}").replace("backupType", "backupTyp");

        assertThatThrownBy(() -> objects.create(backup))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown field \"spec.backupTyp\"");
    }

    @Test
    void anObjectIsChangedByAFunction() {
        objects.create(Clients.backupJson("b", "{}"));

        objects.change("backups", "tidb", "b", backup -> {
            backup.withObject("/status").put("phase", "Running").put("backupSize", 7L);
            return backup;
        });

        assertThat(objects.get("backups", "tidb", "b").at("/status/backupSize").asLong())
                .isEqualTo(7);
    }

    @Test
    void aReturnedTreeIsACopy() {
        objects.create(Clients.backupJson("b", "{}")).removeAll();

        assertThat(objects.get("backups", "tidb", "b").at("/spec/backupType").asText())
                .isEqualTo("full");
    }

    @Test
    void aMissingObjectIsNamed() {
        assertThat(objects.find("backups", "tidb", "b")).isEmpty();
        assertThatThrownBy(() -> objects.get("backups", "tidb", "b"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no object b among the backups of namespace tidb");
    }

    @Test
    void anUnknownKindIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> objects.list("gadgets", "tidb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backups.pingcap.com");
    }

    @Test
    void aListenerIsToldOfEveryWriteUntilItIsClosed() {
        List<String> told = new ArrayList<>();
        try (var subscription =
                objects.onWrite(write -> told.add(write.type() + " " + write.resource() + " " + write.name()))) {
            assertThat(subscription).isNotNull();
            Http.post(server, "/apis/pingcap.com/v1alpha1/namespaces/tidb/backups", Clients.backupJson("b", "{}"));
            objects.delete("backups", "tidb", "b");
        }
        objects.create(Clients.backupJson("c", "{}"));

        assertThat(told).containsExactly("ADDED backups b", "DELETED backups b");
    }

    @Test
    void severalServersLiveSideBySide() {
        try (EmbeddedKubernetes other = Clients.server()) {
            objects.create(Clients.backupJson("b", "{}"));

            assertThat(other.objects().list("backups", "")).isEmpty();
            assertThat(other.url()).isNotEqualTo(server.url());
        }
    }

    @Test
    void aServerThatNobodyClosesDoesNotKeepTheJvmAlive() {
        assertThat(Http.get(server, "/healthz").statusCode()).isEqualTo(200);

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().matches("(?i)http-dispatcher|kubernetes-.*|server-timer"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    @Test
    void timesComeFromTheClock() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00.9Z"), ZoneOffset.UTC);
        try (EmbeddedKubernetes past =
                EmbeddedKubernetes.named("past").namespaces("tidb").clock(clock).start()) {
            assertThat(past.objects()
                            .create(Clients.backupJson("b", "{}"))
                            .at("/metadata/creationTimestamp")
                            .asText())
                    .isEqualTo("2026-11-22T10:00:00Z");
        }
    }

    @Test
    void aServerWithoutTidbOperatorDoesNotKnowItsKinds() {
        try (EmbeddedKubernetes bare = EmbeddedKubernetes.named("bare")
                .namespaces("tidb")
                .withoutTidbOperator()
                .start()) {
            assertThat(Clients.backups(bare).create(Clients.backup("b")).getHttpStatusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void discoveryNamesTheKinds() {
        assertThat(Http.get(server, "/version").body()).contains("\"major\":\"1\"");
        assertThat(Http.get(server, "/healthz").body()).isEqualTo("ok");
        assertThat(Http.get(server, "/apis").body()).contains("\"pingcap.com/v1alpha1\"");
        assertThat(Http.get(server, "/apis/pingcap.com/v1alpha1").body()).contains("\"backups\"");
    }
}
