package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final EmbeddedKubernetes server = Clients.server();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void tellsOfAddedModifiedAndDeletedObjects() {
        try (Watched watch = Watched.backups(server, "")) {
            server.objects().create(Clients.backupJson("b", "{}"));
            server.objects().mergePatch("backups", "tidb", "b", "{\"spec\": {\"backupType\": \"db\"}}");
            server.objects().delete("backups", "tidb", "b");

            assertThat(watch.take(3)).containsExactly("ADDED b", "MODIFIED b", "DELETED b");
        }
    }

    @Test
    void replaysFromAnOlderVersion() {
        server.objects().create(Clients.backupJson("a", "{}"));
        long version = server.objects().version();
        server.objects().create(Clients.backupJson("b", "{}"));
        server.objects().create(Clients.backupJson("c", "{}"));

        try (Watched watch = Watched.backups(server, "&resourceVersion=" + version)) {
            assertThat(watch.take(2)).containsExactly("ADDED b", "ADDED c");
        }
    }

    @Test
    void beginsWithWhatThereIsWhereNoVersionIsGiven() {
        server.objects().create(Clients.backupJson("a", "{}"));

        try (Watched watch = Watched.backups(server, "")) {
            assertThat(watch.take(1)).containsExactly("ADDED a");
        }
    }

    @Test
    void seesOnlySelectedObjects() {
        try (Watched watch = Watched.backups(server, "&labelSelector=app%3Da")) {
            server.objects().create(Clients.backupJson("b", "{\"app\": \"b\"}"));
            server.objects().create(Clients.backupJson("a", "{\"app\": \"a\"}"));

            assertThat(watch.take(1)).containsExactly("ADDED a");
        }
    }

    @Test
    void anObjectThatLeavesTheSelectionIsDeletedToTheWatch() {
        try (Watched watch = Watched.backups(server, "&labelSelector=app%3Da")) {
            server.objects().create(Clients.backupJson("a", "{\"app\": \"a\"}"));
            server.objects().mergePatch("backups", "tidb", "a", "{\"metadata\": {\"labels\": {\"app\": \"b\"}}}");
            server.objects().mergePatch("backups", "tidb", "a", "{\"metadata\": {\"labels\": {\"app\": \"a\"}}}");

            assertThat(watch.take(3)).containsExactly("ADDED a", "DELETED a", "ADDED a");
        }
    }

    @Test
    void aFieldSelectorNarrowsToOneObject() {
        try (Watched watch = Watched.backups(server, "&fieldSelector=metadata.name%3Da")) {
            server.objects().create(Clients.backupJson("b", "{}"));
            server.objects().create(Clients.backupJson("a", "{}"));

            assertThat(watch.take(1)).containsExactly("ADDED a");
        }
    }

    @Test
    void timeoutSecondsEndsTheStream() {
        try (Watched watch = Watched.backups(server, "&timeoutSeconds=1")) {
            assertThat(watch.awaitEnd(Duration.ofSeconds(5))).isEqualTo(Watched.End.PROPER);
        }
    }

    @Test
    void aForgottenVersionIsAnErrorEventWithCode410() {
        long version = server.objects().version();
        server.objects().create(Clients.backupJson("a", "{}"));
        server.objects().forgetHistory();

        try (Watched watch = Watched.backups(server, "&resourceVersion=" + version)) {
            assertThat(watch.take(1)).containsExactly("ERROR 410");
            assertThat(watch.awaitEnd(Duration.ofSeconds(5))).isEqualTo(Watched.End.PROPER);
        }
    }

    @Test
    void aForgottenVersionIsStatus410WhereTheServerWasToldSo() {
        try (EmbeddedKubernetes strict = EmbeddedKubernetes.named("strict")
                .gone(Gone.AS_STATUS)
                .history(1)
                .namespaces("tidb")
                .start()) {
            long version = strict.objects().version();
            strict.objects().create(Clients.backupJson("a", "{}"));
            strict.objects().create(Clients.backupJson("b", "{}"));

            var response = Http.get(strict, "/apis/pingcap.com/v1alpha1/backups?watch=true&resourceVersion=" + version);

            assertThat(response.statusCode()).isEqualTo(410);
            assertThat(response.body()).contains("\"reason\":\"Expired\"");
        }
    }

    @Test
    void aQuietWatchThatAsksForBookmarksGetsThem() {
        try (EmbeddedKubernetes chatty = EmbeddedKubernetes.named("chatty")
                        .namespaces("tidb")
                        .bookmarkInterval(Duration.ofMillis(20))
                        .start();
                Watched watch = Watched.backups(chatty, "&allowWatchBookmarks=true")) {
            assertThat(watch.take(2)).containsExactly("BOOKMARK ", "BOOKMARK ");
        }
    }

    @Test
    void initialEventsAreMarkedAsComplete() {
        server.objects().create(Clients.backupJson("a", "{}"));

        try (Watched watch = Watched.backups(server, "&sendInitialEvents=true&allowWatchBookmarks=true")) {
            assertThat(watch.take(2)).containsExactly("ADDED a", "BOOKMARK ");
        }
    }

    @Test
    void allNamespacesCanBeWatched() {
        try (Watched watch = Watched.at(server, "/apis/pingcap.com/v1alpha1/backups?watch=true")) {
            server.objects().create(Clients.backupJson("a", "{}"));
            server.objects().create(Clients.backupJson("b", "{}").replace("tidb", "other"));

            assertThat(watch.take(2)).isEqualTo(List.of("ADDED a", "ADDED b"));
        }
    }
}
