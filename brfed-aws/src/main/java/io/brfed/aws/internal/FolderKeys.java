package io.brfed.aws.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Looks for files while others write and remove some. Not thread-safe. */
final class FolderKeys {
    private final Path folder;
    private final String prefix;
    private final int most;
    private final List<String> found = new ArrayList<>();

    FolderKeys(Path folder, String prefix, int most) {
        this.folder = folder;
        this.prefix = prefix;
        this.most = most;
    }

    /** The keys that begin with the prefix, in order; one more than permitted if there are more. */
    List<String> find() throws IOException {
        Path from =
                folder.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1)).normalize();
        if (from.startsWith(folder) && Files.isDirectory(from)) {
            Files.walkFileTree(from, new Walk());
        }
        return found.stream().sorted().toList();
    }

    static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = folder.relativize(file).toString().replace('\\', '/');
            if (attributes.isRegularFile()
                    && key.startsWith(prefix)
                    && !name(file).startsWith(FolderCalls.OWN)) {
                found.add(key);
            }
            return found.size() > most ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
