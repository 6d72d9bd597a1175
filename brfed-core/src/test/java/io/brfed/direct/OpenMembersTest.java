package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationId;
import io.brfed.api.OperationName;
import io.brfed.api.OperationReport.Status;
import io.brfed.api.StoreId;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.InstanceId;
import io.brfed.spi.InstanceSnapshots;
import io.brfed.spi.InstanceSnapshots.Part;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.direct.FakeEbs;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a claim asks the storage about other operations. */
class OpenMembersTest {
    private final DirectWorld world = DirectWorld.of(1);
    private final List<String> reads = new ArrayList<>();

    private List<Cluster> clusters() {
        BackupStorage storage = world.storage.at(DirectWorld.ROOT);
        BackupStorage counted = (BackupStorage) Proxy.newProxyInstance(
                OpenMembersTest.class.getClassLoader(),
                new Class<?>[] {BackupStorage.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        reads.add((String) arguments[0]);
                    }
                    return method.invoke(storage, arguments);
                });
        DirectPlanes planes =
                DirectPlanes.of(world.pd, world.stores).scheduler(world.time).build();
        return List.of(world.cluster(0, planes.in("k8s-a", world.access.get(0), world.ebs.provider(), counted)));
    }

    private BackupReport backUp(String name) {
        return Federation.backup(clusters()).named(name).scheduler(world.time).execute();
    }

    private List<String> marks() {
        return world.storage.objects().keySet().stream()
                .filter(key -> key.contains("/brfed/open/"))
                .toList();
    }

    @Test
    void journalsOfBackupsThatHaveEndedAreNotReadByTheNextOne() {
        backUp("monday");
        backUp("tuesday");
        reads.clear();

        BackupReport report = backUp("wednesday");

        assertThat(report.operation().status()).isEqualTo(Status.COMPLETE);
        assertThat(reads).noneMatch(key -> key.contains("monday") || key.contains("tuesday"));
    }

    @Test
    void nothingIsMarkedAsOpenAfterABackup() {
        backUp("monday");

        assertThat(marks()).isEmpty();
    }

    @Test
    void nothingIsMarkedAsOpenAfterABackupThatFailed() {
        world.ebs.failSnapshotsOf(world.volumeOf(1));

        assertThat(backUp("monday").operation().status()).isEqualTo(Status.FAILED);

        assertThat(marks()).isEmpty();
    }

    /** A process dies as soon as it has said that it will begin, and still takes a snapshot. */
    private void diesWithoutAJournal() {
        DriverProcess mortal = DriverProcess.on(world.time);
        List<String> ids = new ArrayList<>();
        world.storage.onWrite((url, object) -> {
            if (url.contains("/brfed/open/") && ids.isEmpty()) {
                ids.add(url.substring(url.lastIndexOf('/') + 1));
                mortal.kill();
            }
        });
        Federation.backup(world.clusters(mortal.scheduler()))
                .named("monday")
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofSeconds(10));
        InstanceSnapshots request = new InstanceSnapshots(
                new InstanceId("i-1"),
                List.of(new Part(world.volumeOf(1), new StoreId(1))),
                Set.of(),
                new OperationId(ids.get(0)),
                new OperationName("monday"),
                world.clusterName(),
                1);
        world.time.await(world.ebs.provider().create(request, Duration.ofSeconds(10)), Duration.ofSeconds(10));
    }

    @Test
    void whatAProcessLeftThatDiedBeforeItsJournalIsRemovedByTheNextOne() {
        diesWithoutAJournal();
        world.time.advance(Duration.ofMinutes(16));

        assertThat(backUp("tuesday").operation().status()).isEqualTo(Status.COMPLETE);
        world.time.advance(Duration.ofMinutes(1));

        assertThat(world.ebs.snapshots()).hasSize(2);
        assertThat(marks()).isEmpty();
    }

    @Test
    void whatCouldNotBeRemovedIsStillKnownToTheOneAfter() {
        diesWithoutAJournal();
        world.time.advance(Duration.ofMinutes(16));
        world.ebs.deny(FakeEbs.DELETE);
        backUp("tuesday");
        world.time.advance(Duration.ofMinutes(1));
        assertThat(world.ebs.snapshots()).hasSize(3);
        assertThat(marks()).hasSize(1);

        world.ebs.heal();
        backUp("wednesday");
        world.time.advance(Duration.ofMinutes(1));

        assertThat(world.ebs.snapshots()).hasSize(4);
        assertThat(marks()).isEmpty();
    }

    @Test
    void aMarkOfABeginningThatMayBeUnderWayStays() {
        diesWithoutAJournal();
        world.time.advance(Duration.ofMinutes(6));

        backUp("tuesday");
        world.time.advance(Duration.ofMinutes(1));

        assertThat(marks()).hasSize(1);
    }

    @Test
    void aBackupThatWasKeptWhenItsJournalWasDeletedIsNothingLeftBehind() {
        backUp("monday");
        String journal = "brfed/journal/k8s-a/tidb/prod/backup/monday.json";
        String operation = new String(world.object(journal), StandardCharsets.UTF_8)
                .replaceAll("(?s).*\"operation\" : \"([^\"]+)\".*", "$1");
        world.storage.remove(DirectWorld.ROOT, journal);
        world.storage.put(
                DirectWorld.ROOT,
                "brfed/open/k8s-a/tidb/prod/backup/monday.json/" + operation,
                world.time.now().toString().getBytes(StandardCharsets.UTF_8));
        world.time.advance(Duration.ofMinutes(20));

        backUp("tuesday");
        world.time.advance(Duration.ofMinutes(1));

        assertThat(marks()).isEmpty();
        assertThat(world.ebs.snapshots()).hasSize(4);
    }

    @Test
    void aBackupWhoseProcessDiedIsFoundByItsMarkAndKeepsOthersOut() {
        DriverProcess mortal = DriverProcess.on(world.time);
        world.ebs.onCapture(captured -> mortal.kill());
        Federation.backup(world.clusters(mortal.scheduler()))
                .named("monday")
                .scheduler(mortal.scheduler())
                .start();
        world.time.advance(Duration.ofMinutes(10));

        assertThat(marks()).hasSize(1);
        assertThatThrownBy(() -> backUp("tuesday")).hasMessageContaining("'monday' in k8s-a is unfinished");
    }
}
