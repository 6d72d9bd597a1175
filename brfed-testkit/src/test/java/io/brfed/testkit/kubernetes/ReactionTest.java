package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class ReactionTest {

    private static final int WRITES = 300;

    /** The limit is generous, as other work may share the machine; the median is well under a millisecond. */
    @Test
    void aWriteReachesAWatchAtOnce() {
        try (EmbeddedKubernetes server = Clients.server();
                Watched watch = Watched.backups(server, "")) {
            var written = new ConcurrentHashMap<String, Duration>();
            var subscription = server.objects().onWrite(write -> written.put(write.name(), write.at()));
            Duration[] delays = new Duration[WRITES];
            for (int i = 0; i < WRITES; i++) {
                server.objects().create(Clients.backupJson("b" + i, "{}"));
                assertThat(watch.take(1)).containsExactly("ADDED b" + i);
                delays[i] = MonotonicTime.now().minus(written.getOrDefault("b" + i, Duration.ZERO));
            }
            subscription.close();
            Arrays.sort(delays);

            assertThat(delays[WRITES / 2]).isLessThan(Duration.ofMillis(10));
        }
    }

    @Test
    void aServerStartsInMilliseconds() {
        Clients.server().close();
        long before = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            Clients.server().close();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }
}
