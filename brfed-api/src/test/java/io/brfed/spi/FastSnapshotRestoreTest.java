package io.brfed.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brfed.api.SnapshotId;
import io.brfed.spi.FastSnapshotRestore.Batch;
import io.brfed.spi.FastSnapshotRestore.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FastSnapshotRestoreTest {
    private static List<Place> places(String zone, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Place(new SnapshotId(String.format("snap-%03d", i)), zone))
                .toList();
    }

    @Test
    void noRequestNamesMoreThanTenSnapshotsOrTwoZones_V27() {
        List<Place> all = new ArrayList<>(places("us-west-2a", 21));
        all.addAll(places("us-west-2b", 3));

        List<Batch> batches = Batch.of(all);

        assertThat(batches)
                .extracting(batch -> batch.zone() + " " + batch.snapshots().size())
                .containsExactly("us-west-2a 10", "us-west-2a 10", "us-west-2a 1", "us-west-2b 3");
        assertThat(batches.stream().flatMap(batch -> batch.places().stream())).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void theSamePlacesMakeTheSameRequestsInWhateverOrder() {
        List<Place> all = new ArrayList<>(places("us-west-2a", 21));
        List<Batch> batches = Batch.of(all);
        Collections.reverse(all);

        assertThat(Batch.of(all)).isEqualTo(batches);
        assertThat(Batch.of(List.of())).isEmpty();
    }

    @Test
    void aRequestForNothingOrForTooMuchIsRefused() {
        assertThatThrownBy(() -> new Batch("us-west-2a", Set.of())).hasMessageContaining("0 snapshots");
        assertThatThrownBy(() -> new Place(new SnapshotId("snap-1"), " ")).hasMessageContaining("zone of snap-1");
    }
}
