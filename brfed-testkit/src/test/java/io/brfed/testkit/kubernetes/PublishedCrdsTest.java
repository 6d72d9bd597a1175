package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder with the published CRD documents is in the system property {@code brfed.crds}. */
@Tag("published-crds")
class PublishedCrdsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Backup", "Restore", "TidbCluster", "VolumeBackup", "VolumeRestore", "VolumeBackupSchedule"})
    void whatOurSmallDocumentNamesIsTheSameInThePublishedOne(String kind) {
        CrdSchema ours = TidbOperatorCrds.of(kind);
        Path folder = Path.of(System.getProperty("brfed.crds", "brfed.crds is not set"));
        CrdSchema published = CrdSchema.parse(folder.resolve(ours.group() + "_" + ours.plural() + ".yaml"));

        assertThat(ours.containedIn(published)).isEmpty();
    }
}
