package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    @Test
    void isGoneWithItsFilesOnceItIsClosed() {
        TemporaryFolder folder = TemporaryFolder.create();
        Path file = folder.write("some.txt", "text");

        folder.close();

        assertThat(file).doesNotExist();
        assertThat(folder.path()).doesNotExist();
    }
}
