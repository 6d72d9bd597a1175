package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.DirectPlanes;
import io.brfed.DirectRestore;
import io.brfed.Federation;
import io.brfed.RestoreBuilder;
import io.brfed.api.OperationReport.Status;
import io.brfed.plane.Cluster;
import io.brfed.spi.BackupStorage;
import io.brfed.testkit.direct.FakeDirectFederation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a restore reads what is in the storage. */
class DirectReadsTest {
    private final FakeDirectFederation fakes = FakeDirectFederation.create();
    private final RestoringWorld world = new RestoringWorld(fakes);
    private final List<String> read = new ArrayList<>();

    private BackupStorage counted() {
        BackupStorage real = fakes.storage();
        return BackupStorage.class.cast(Proxy.newProxyInstance(
                BackupStorage.class.getClassLoader(), new Class<?>[] {BackupStorage.class}, (proxy, method, args) -> {
                    if (method.getName().equals("read")) {
                        read.add((String) args[0]);
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private RestoreBuilder restore() {
        DirectPlanes planes = DirectPlanes.of(world.pd, world.copyStores())
                .restoring(world.pdRecovery, world.target)
                .scheduler(world.time)
                .build();
        List<Cluster> clusters = fakes.members().stream()
                .map(name -> Cluster.named(name)
                        .namespace(RestoringWorld.COPY.namespace())
                        .tidbCluster(RestoringWorld.COPY.name())
                        .on(planes.in(name, fakes.access(name), fakes.snapshots(), counted())
                                .restoring(DirectRestore.of(fakes.copy(name), fakes.volumes()))))
                .toList();
        return Federation.restore(world.backup).into(clusters).named("back").scheduler(world.time);
    }

    private long backupmeta() {
        return read.stream().filter(key -> key.endsWith("/backupmeta")).count();
    }

    @Test
    void metadataAreReadOnceByTheCheckAndOnceByTheRestore_V37() {
        restore().check();
        long checked = backupmeta();

        assertThat(restore().execute().operation().status()).isEqualTo(Status.COMPLETE);

        assertThat(checked).isEqualTo(3);
        assertThat(backupmeta() - checked).as("checked again, and restored").isEqualTo(6);
    }
}
