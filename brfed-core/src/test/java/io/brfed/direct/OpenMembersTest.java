package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.DirectPlanes;
import io.brfed.Federation;
import io.brfed.api.BackupReport;
import io.brfed.api.OperationReport.Status;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.testkit.DriverProcess;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
