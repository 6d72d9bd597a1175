package io.brfed.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/sharp-edges.md and the tests of all modules together. */
class SharpEdgesTest {
    private static final Pattern ROW = Pattern.compile("^\\| ([A-DPV]\\d+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern LISTED = Pattern.compile("`([a-z0-9]+/\\w+#\\w+)`");
    private static final Pattern METHOD =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b.*?\\bvoid (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern CARRIED = Pattern.compile("_([A-DPV]\\d+)(?=_|$)");
    private static final Map<String, Integer> LAST = Map.of("A", 9, "B", 20, "C", 11, "D", 7, "P", 30, "V", 38);

    /** What has no counterpart. */
    private static final Pattern ELSEWHERE = Pattern.compile("V12");

    private final Path root = root();

    @Test
    void everyIdHasARow() {
        assertThat(table().keySet()).isEqualTo(ids());
    }

    @Test
    void noEdgeHasTwoRows() throws IOException {
        assertThat(Files.readAllLines(page()).stream()
                        .map(ROW::matcher)
                        .filter(Matcher::matches)
                        .map(row -> row.group(1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyRowSaysWhatIsDoneAndListsTests() throws IOException {
        assertThat(Files.readAllLines(page()).stream().map(ROW::matcher).filter(Matcher::matches))
                .allSatisfy(row -> {
                    assertThat(row.group(2)).as(row.group(1)).endsWith(".");
                    assertThat(LISTED.matcher(row.group(3)).find())
                            .as(row.group(1))
                            .isTrue();
                });
    }

    @Test
    void everyTestThatIsListedExistsAndCarriesTheId() {
        Map<String, NavigableSet<String>> written = written();

        table().forEach((id, tests) -> assertThat(written.getOrDefault(id, new TreeSet<>()))
                .as("tests that carry %s; take the others off its row", id)
                .containsAll(tests));
    }

    @Test
    void everyTestThatCarriesAnIdIsListed() {
        Map<String, NavigableSet<String>> listed = table();

        written()
                .forEach((id, tests) -> assertThat(listed.getOrDefault(id, new TreeSet<>()))
                        .as("tests listed for %s in docs/sharp-edges.md; add the others to its row", id)
                        .containsAll(tests));
    }

    private static NavigableSet<String> ids() {
        return LAST.entrySet().stream()
                .flatMap(group -> IntStream.rangeClosed(1, group.getValue()).mapToObj(n -> group.getKey() + n))
                .filter(id -> !ELSEWHERE.matcher(id).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, NavigableSet<String>> table() {
        Map<String, NavigableSet<String>> table = new TreeMap<>();
        for (String line : text(page()).lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                NavigableSet<String> tests = table.computeIfAbsent(row.group(1), id -> new TreeSet<>());
                LISTED.matcher(row.group(3))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(tests::add);
            }
        }
        return table;
    }

    /** The tests of all modules by the ids that their names carry. */
    private Map<String, NavigableSet<String>> written() {
        Map<String, NavigableSet<String>> written = new TreeMap<>();
        try (Stream<Path> modules = Files.list(root)) {
            modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .forEach(module -> tests(module)
                            .forEach(test -> CARRIED.matcher(test)
                                    .results()
                                    .forEach(id -> written.computeIfAbsent(id.group(1), none -> new TreeSet<>())
                                            .add(test))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return written;
    }

    /** Also those of contracts, which implementations inherit. */
    private static NavigableSet<String> tests(Path module) {
        NavigableSet<String> tests = new TreeSet<>(tests(module, "src/test/java", "Test.java"));
        tests.addAll(tests(module, "src/main/java", "Contract.java"));
        return tests;
    }

    private static NavigableSet<String> tests(Path module, String folder, String ending) {
        Path sources = module.resolve(folder);
        NavigableSet<String> tests = new TreeSet<>();
        if (!Files.exists(sources)) {
            return tests;
        }
        String name = module.getFileName().toString().replaceFirst("^brfed-", "");
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(ending)).forEach(file -> {
                String type = file.getFileName().toString().replaceFirst("\\.java$", "");
                METHOD.matcher(text(file))
                        .results()
                        .forEach(method -> tests.add(name + "/" + type + "#" + method.group(1)));
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return tests;
    }

    private Path page() {
        return root.resolve("docs/sharp-edges.md");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/sharp-edges.md"))) {
            folder = folder.getParent();
            assertThat(folder).as("a folder above with docs/sharp-edges.md").isNotNull();
        }
        return folder;
    }
}
