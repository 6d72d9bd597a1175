package io.brfed.aws.internal;

import io.brfed.api.ProviderException;
import io.brfed.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One file, which is only ever replaced as a whole. Its version is the digest of its content and its time, which grows with
 * each replacement. Not thread-safe: whoever writes holds the {@link FolderLock}.
 *
 * @param path where it is
 * @param largest how much of it is held in memory
 */
record FolderFile(Path path, StoredBytes largest) {
    private static final String DRAFT = FolderCalls.OWN + "draft-";
    private static final int LOOKS = 100;

    /** The content with its version; empty if the file was replaced at every look. */
    Optional<Optional<StoredObject>> look() throws IOException {
        for (int i = 0; i < LOOKS; i++) {
            try {
                BasicFileAttributes before = attributes();
                Optional<StoredObject> content = Optional.of(content(before.lastModifiedTime()));
                BasicFileAttributes after = attributes();
                if (before.lastModifiedTime().equals(after.lastModifiedTime())
                        && Objects.equals(before.fileKey(), after.fileKey())) {
                    return Optional.of(content);
                }
            } catch (NoSuchFileException absent) {
                return Optional.of(Optional.empty());
            }
        }
        return Optional.empty();
    }

    /** The same while nobody writes. */
    Optional<StoredObject> content() throws IOException {
        try {
            return Optional.of(content(attributes().lastModifiedTime()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private StoredObject content(FileTime time) throws IOException {
        byte[] content;
        try (InputStream stream = Files.newInputStream(path)) {
            content = largest.from(stream);
        }
        if (!largest.holds(content.length)) {
            throw tooLarge();
        }
        return StoredObject.of(content, digest(content) + "@" + time);
    }

    ProviderException tooLarge() {
        return largest.tooLarge(path.toString());
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Replaces it: readers see the old content or the new. */
    Optional<StoredObject> replace(byte[] content) throws IOException {
        Path folder = Objects.requireNonNull(path.getParent(), "parent");
        removeDrafts(folder);
        Path draft = folder.resolve(DRAFT + UUID.randomUUID());
        try {
            write(draft, content);
            Files.setLastModifiedTime(draft, nextTime());
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        return content();
    }

    /** A draft that is there while we hold the lock is one of a process that died. */
    private static void removeDrafts(Path folder) throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        }
    }

    private static void write(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Later than that of what is replaced, even if the clock has stood still: content may come back as it was. */
    private FileTime nextTime() throws IOException {
        Instant now = AwsThreads.wall().truncatedTo(ChronoUnit.MICROS);
        try {
            Instant last = attributes().lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MICROS);
            return FileTime.from(now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS));
        } catch (NoSuchFileException absent) {
            return FileTime.from(now);
        }
    }
}
