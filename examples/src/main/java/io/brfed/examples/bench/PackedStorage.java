package io.brfed.examples.bench;

import io.brfed.api.BackupLocation;
import io.brfed.spi.BackupStorage;
import io.brfed.spi.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** A storage in memory that takes little of it, so that the heap shows what the engine needs. */
final class PackedStorage implements BackupStorage {
    private final QuickAnswers answers;
    private final TreeMap<String, Packed> objects = new TreeMap<>();
    private long written;

    PackedStorage(QuickAnswers answers) {
        this.answers = answers;
    }

    private static final class Packed {
        private final byte[] content;
        private final String version;

        Packed(byte[] content, String version) {
            this.content = content;
            this.version = version;
        }
    }

    @Override
    public BackupLocation location() {
        return new BackupLocation("s3://bench/engine");
    }

    @Override
    public Guard guard() {
        return Guard.ATOMIC;
    }

    @Override
    public CompletionStage<Optional<StoredObject>> read(String key, Duration limit) {
        return answers.with(key)
                .thenApply(wanted -> Optional.ofNullable(objects.get(wanted))
                        .map(found -> StoredObject.of(unpack(found.content), found.version)));
    }

    @Override
    public CompletionStage<Optional<StoredObject>> write(
            String key, byte[] content, Condition condition, Duration limit) {
        if (!holds(condition, objects.get(key))) {
            return answers.with(Optional.empty());
        }
        Packed packed = new Packed(pack(content), "v" + ++written);
        objects.put(key, packed);
        return answers.with(Optional.of(StoredObject.of(content, packed.version)));
    }

    private static boolean holds(Condition condition, @Nullable Packed found) {
        return switch (condition.kind()) {
            case ALWAYS -> true;
            case ABSENT -> found == null;
            case UNCHANGED -> found != null && found.version.equals(condition.version());
        };
    }

    @Override
    public CompletionStage<List<String>> list(String prefix, int most, Duration limit) {
        return answers.with(objects.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList());
    }

    @Override
    public CompletionStage<Void> delete(String key, Duration limit) {
        objects.remove(key);
        return answers.with(true).thenAccept(gone -> {});
    }

    private static byte[] pack(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(byte[] packed) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
