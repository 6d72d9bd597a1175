package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Path SOURCES = Path.of("src/test/java/io/brfed/examples");

    @Test
    void everyJavaBlockIsCompiledCode() throws IOException {
        Path readme = upwards("README.md");
        Path sources = readme.resolveSibling("examples").resolve(SOURCES);
        String source = withoutSpace(Files.readString(sources.resolve("ReadmeExamples.java"))
                + Files.readString(sources.resolve("NightlyTest.java")));

        List<String> blocks = blocks(Files.readString(readme));

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(source).contains(withoutSpace(block)));
    }

    private static List<String> blocks(String markdown) {
        List<String> blocks = new ArrayList<>();
        for (Matcher found = JAVA_BLOCK.matcher(markdown); found.find(); ) {
            blocks.add(found.group(1));
        }
        return blocks;
    }

    /** The layout of the README is its own. */
    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static Path upwards(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(name))) {
            folder = folder.getParent();
            assertThat(folder).as("a folder above with " + name).isNotNull();
        }
        return folder.resolve(name);
    }
}
