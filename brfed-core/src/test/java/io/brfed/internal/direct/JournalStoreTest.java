package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.spi.BackupStorage;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class JournalStoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final GroundWorld world = new GroundWorld();
    private int inFlight;
    private int most;

    private BackupStorage counted() {
        BackupStorage storage = world.storage();
        return (BackupStorage) Proxy.newProxyInstance(
                JournalStoreTest.class.getClassLoader(),
                new Class<?>[] {BackupStorage.class},
                (proxy, method, arguments) -> {
                    Object answer = method.invoke(storage, arguments);
                    if (method.getName().equals("read")) {
                        most = Math.max(most, ++inFlight);
                        ((CompletionStage<?>) answer).whenComplete((found, error) -> inFlight--);
                    }
                    return answer;
                });
    }

    @Test
    void fewJournalsAreReadAtATime() {
        for (int i = 0; i < 100; i++) {
            world.storage.put(
                    GroundWorld.ROOT,
                    "brfed/journal/k8s-a/tidb/prod/backup/backup-" + i + ".json",
                    JournalText.write(world.journal(GroundWorld.member("backup-" + i))));
        }

        JournalStore journals = new JournalStore(counted(), world.time);
        List<MemberJournal> found =
                world.time.await(journals.list(GroundWorld.CLUSTER, GroundWorld.TIDB, LIMIT), Duration.ofMinutes(1));

        assertThat(found).hasSize(100);
        assertThat(most).isEqualTo(32);
    }
}
