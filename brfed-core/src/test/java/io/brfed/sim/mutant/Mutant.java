package io.brfed.sim.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One deliberate bug: a patch of one source file of the module. A patch is a text file: a comment that says which bug it
 * plays, the file, if it helps the run that finds it soonest, and one or more changes of a text that stands in the file
 * exactly once. One of the direct plane is looked for in backups, or, if it says {@code in restores}, in restores.
 *
 * <pre>
 * # A new process does not read that its predecessor had given the operation up.
 * file io/brfed/internal/protocol/Failures.java
 * try seed 17
 * &lt;&lt;&lt;&lt;
 *         return failed;
 * ====
 *         return empty;
 * &gt;&gt;&gt;&gt;
 * </pre>
 *
 * @param name what it is called
 * @param comment which bug it plays
 * @param file the source file, below the source folder
 * @param where in which runs it is looked for
 * @param hint the run to begin with
 * @param source the source with the bug
 */
record Mutant(String name, String comment, String file, Where where, Optional<String> hint, String source) {
    /** Kinds of runs. */
    enum Where {
        /** Simulated federations with planes that are simulated, too. */
        FEDERATIONS,
        /** Backups by the direct plane. */
        BACKUPS,
        /** Restores by the direct plane. */
        RESTORES
    }

    private static final Path PATCHES = Path.of("src", "test", "mutants");
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern HEAD =
            Pattern.compile("# (.+)\nfile (\\S+\\.java)\n(in restores\n)?(?:try (.+)\n)?((?s).*)");
    private static final Pattern CHANGE = Pattern.compile("<<<<\n(.*?)\n====\n(.*?)>>>>\n", Pattern.DOTALL);

    /** Every mutant there is, in the order of their names. */
    static List<Mutant> all() {
        try (Stream<Path> patches = Files.list(PATCHES)) {
            return patches.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .map(Mutant::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The name of the class that the source file is called after. */
    String type() {
        return file.replaceFirst("\\.java$", "").replace('/', '.');
    }

    /** The same, to be looked for without knowing where. */
    Mutant withoutHint() {
        return new Mutant(name, comment, file, where, Optional.empty(), source);
    }

    /** The same class without the bug, as a control. */
    Mutant pristine() {
        return new Mutant("pristine", "none", file, where, Optional.empty(), text(SOURCES.resolve(file)));
    }

    private static Mutant read(Path patch) {
        String name = patch.getFileName().toString().replaceFirst("\\.patch$", "");
        Matcher head = HEAD.matcher(text(patch));
        if (!head.matches()) {
            throw new IllegalStateException("mutant " + name + " needs a comment, a file and changes");
        }
        return new Mutant(
                name,
                head.group(1),
                head.group(2),
                where(head),
                Optional.ofNullable(head.group(4)),
                patched(name, head.group(5), text(SOURCES.resolve(head.group(2)))));
    }

    private static Where where(Matcher head) {
        if (head.group(3) != null) {
            return Where.RESTORES;
        }
        return head.group(2).contains("/direct/") ? Where.BACKUPS : Where.FEDERATIONS;
    }

    /** The source with every change made, each in the one place where its text stands. */
    static String patched(String name, String changes, String pristine) {
        String source = pristine;
        List<String> made = new ArrayList<>();
        Matcher change = CHANGE.matcher(changes);
        while (change.find()) {
            made.add(change.group());
            String old = change.group(1);
            int at = source.indexOf(old);
            if (at < 0 || source.indexOf(old, at + 1) >= 0) {
                throw new IllegalStateException("mutant " + name + " no longer applies: this text does not stand in its"
                        + " file exactly once:\n" + old);
            }
            String now = change.group(2).replaceFirst("\n$", "");
            source = source.substring(0, at) + now + source.substring(at + old.length());
        }
        if (made.isEmpty() || !String.join("", made).equals(changes)) {
            throw new IllegalStateException("mutant " + name + " has text that is no change:\n" + changes);
        }
        return source;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
