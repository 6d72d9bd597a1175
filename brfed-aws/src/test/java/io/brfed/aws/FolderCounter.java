package io.brfed.aws;

import io.brfed.spi.BackupStorage.Condition;
import io.brfed.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Adds to a number in a folder, as one process of several. */
final class FolderCounter {
    static final String KEY = "counters/number";
    static final int STEPS = 60;

    private static final int MAX_TRIES = 100_000;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private FolderCounter() {}

    public static void main(String[] arguments) {
        try (FolderBackupStorage storage = FolderBackupStorage.at(Path.of(arguments[0]))) {
            int done = 0;
            for (int i = 0; i < MAX_TRIES && done < STEPS; i++) {
                done += added(storage) ? 1 : 0;
            }
            if (done < STEPS) {
                throw new IllegalStateException("only " + done + " steps");
            }
        }
    }

    private static boolean added(FolderBackupStorage storage) {
        Optional<StoredObject> there = Waiting.await(storage.read(KEY, LIMIT));
        int next = there.map(object -> Integer.parseInt(object.text())).orElse(0) + 1;
        Condition condition = there.map(Condition::unchanged).orElse(Condition.ABSENT);
        byte[] content = Integer.toString(next).getBytes(StandardCharsets.UTF_8);
        return Waiting.await(storage.write(KEY, content, condition, LIMIT)).isPresent();
    }
}
