package io.brfed.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.Finding;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.BackupStorage.Guard;
import io.brfed.testkit.direct.FakeStorage.Action;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of the storage before a restore. */
class DirectRestoreCheckTest {
    private final RestoringWorld world = new RestoringWorld();

    private List<Finding> check() {
        return world.restore(world.clusters()).check();
    }

    @Test
    void aStorageWithoutConditionalWritesIsTold() {
        world.storage.guard(Guard.NONE);

        assertThat(check())
                .filteredOn(finding -> finding.severity() == Finding.Severity.NOTICE)
                .extracting(Finding::toString)
                .anyMatch(text -> text.contains("conditions of writes"));
    }

    @Test
    void aStorageThatLetsNothingBeRemovedIsAFault() {
        world.storage.failNext(Action.DELETE, Fault.REFUSED);

        assertThat(check())
                .filteredOn(finding -> finding.severity() == Finding.Severity.FAULT)
                .extracting(Finding::field)
                .singleElement()
                .asString()
                .endsWith("storage");
    }

    @Test
    void tryingToWriteLeavesNothing() {
        Set<String> before = Set.copyOf(world.storage.objects().keySet());

        check();

        assertThat(world.storage.objects()).containsOnlyKeys(before);
    }
}
