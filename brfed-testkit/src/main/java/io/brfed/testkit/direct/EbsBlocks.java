package io.brfed.testkit.direct;

import io.brfed.spi.SnapshotTags;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the snapshots of an account hold. */
final class EbsBlocks {
    static final int BLOCK_BYTES = 512 * 1024;
    static final String LIST = "ListSnapshotBlocks";
    static final String LIST_CHANGED = "ListChangedBlocks";

    private EbsBlocks() {}

    /** Writes blocks of a volume. */
    static void write(EbsVolume volume, int first, int count) {
        TreeMap<Integer, Integer> blocks = new TreeMap<>(volume.blocks);
        for (int block = first; block < first + count; block++) {
            blocks.merge(block, 1, Integer::sum);
        }
        volume.blocks = blocks;
    }

    static long bytes(EbsShot shot) {
        return (long) shot.blocks.size() * BLOCK_BYTES;
    }

    static List<Integer> of(EbsShot shot) {
        return shot.blocks.keySet().stream().sorted().toList();
    }

    /** The blocks that the second has and the first has not, or not so. */
    static List<Integer> changed(EbsShot first, EbsShot second) {
        return second.blocks.entrySet().stream()
                .filter(block -> !block.getValue().equals(first.blocks.get(block.getKey())))
                .map(java.util.Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The newest older one of the volume that another backup took. */
    static Optional<EbsShot> before(EbsAccount account, EbsShot shot) {
        return account.visible().stream()
                .filter(other -> other.volume == shot.volume && other.started.compareTo(shot.started) < 0)
                .filter(other -> other.isComplete(account.now()) && SnapshotTags.areOfABackup(other.tags))
                .filter(other -> !SnapshotTags.areOfTheSame(other.tags, shot.tags))
                .max(Comparator.comparing(other -> other.started));
    }
}
