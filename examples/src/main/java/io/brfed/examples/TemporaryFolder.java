package io.brfed.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with files that is gone when it is closed, or when the process is ended by a signal. Not thread-safe. */
final class TemporaryFolder implements AutoCloseable {
    private final Path folder;
    private final List<Path> files = new ArrayList<>();

    private TemporaryFolder(Path folder) {
        this.folder = folder;
    }

    static TemporaryFolder create() {
        try {
            Path folder = Files.createTempDirectory("brfed-");
            folder.toFile().deleteOnExit();
            return new TemporaryFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary folder could not be made", e);
        }
    }

    Path path() {
        return folder;
    }

    Path write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written", e);
        }
        file.toFile().deleteOnExit();
        files.add(file);
        return file;
    }

    /** Copies a file that lies beside this class. */
    Path copy(String name) {
        try (InputStream in = TemporaryFolder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program's own file " + name + " is missing");
            }
            return write(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own file " + name + " could not be read", e);
        }
    }

    @Override
    public void close() {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be removed; remove it by hand", e);
        }
    }
}
