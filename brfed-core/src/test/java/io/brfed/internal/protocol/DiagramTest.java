package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiagramTest {
    private static final String FILE = "ARCHITECTURE.md";

    @Test
    void theArchitecturePageShowsTheBackupProtocol() throws IOException {
        assertDrawn("### Backup", BackupProtocol.TABLE);
    }

    @Test
    void theArchitecturePageShowsTheRestoreProtocol() throws IOException {
        assertDrawn("### Restore", RestoreProtocol.TABLE);
    }

    private static void assertDrawn(String heading, Table<?> table) throws IOException {
        String expected = "```mermaid\n" + table.diagram() + "```\n";
        String page = Files.readString(page());

        assertThat(drawnUnder(heading, page))
                .as("the block under '%s' of %s; it has to be\n%s", heading, FILE, expected)
                .isEqualTo(expected);
    }

    private static String drawnUnder(String heading, String page) {
        int section = page.indexOf(heading + "\n");
        int begin = section < 0 ? -1 : page.indexOf("```mermaid\n", section);
        int end = begin < 0 ? -1 : page.indexOf("```\n", begin + "```mermaid\n".length());
        return end < 0 ? "no fenced mermaid block" : page.substring(begin, end + "```\n".length());
    }

    private static Path page() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(FILE))) {
                return folder.resolve(FILE);
            }
        }
        return fail("%s is in none of the folders above %s", FILE, start);
    }
}
