package io.brfed.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in the Javadoc of the testkit are tests here. */
class JavadocTest {
    private static final Pattern FIRST_EXAMPLE = Pattern.compile("<pre>\\{@code(.*?)\\}</pre>", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({
        "junit/FederationExtension, NightlyTest",
        "contract/SchedulerContract, ExecutorSchedulerTest",
        "contract/DataPlaneContract, NotebookDataPlaneTest",
    })
    void theExampleIsATest(String type, String test) throws IOException {
        Path examples = Path.of("").toAbsolutePath();
        Path javadoc = examples.resolveSibling("brfed-testkit")
                .resolve("src/main/java/io/brfed/testkit")
                .resolve(type + ".java");
        Path source = examples.resolve("src/test/java/io/brfed/examples").resolve(test + ".java");

        Matcher example = FIRST_EXAMPLE.matcher(Files.readString(javadoc));

        assertThat(example.find()).isTrue();
        assertThat(bare(Files.readString(source)))
                .contains(bare(example.group(1).replaceAll("(?m)^ \\*", "")));
    }

    /** Without layout and annotations that only repeat the compiler's knowledge. */
    private static String bare(String code) {
        return code.replace("@Override", "").replaceAll("\\s+", "");
    }
}
