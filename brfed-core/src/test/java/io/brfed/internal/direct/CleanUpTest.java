package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.SnapshotId;
import io.brfed.testkit.direct.FakeEbs;
import io.brfed.testkit.direct.FakeSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CleanUpTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final GroundWorld world = new GroundWorld();
    private final CleanUp cleanUp = new CleanUp(world.ground());

    @BeforeEach
    void takeTwoSnapshots() {
        world.snapshot(1);
        world.snapshot(2);
        world.time.advance(Duration.ofMinutes(1));
    }

    private List<String> remove(Set<SnapshotId> keep) {
        return world.time.await(cleanUp.remove(GroundWorld.ID, List.of(), keep), LONG);
    }

    private SnapshotId id(int index) {
        return world.ebs.snapshots().get(index).id();
    }

    @Test
    void whatCarriesTheTagIsRemoved() {
        assertThat(remove(Set.of())).isEmpty();
        assertThat(world.ebs.snapshots()).isEmpty();
    }

    @Test
    void whatIsKeptStays() {
        SnapshotId kept = id(0);

        assertThat(remove(Set.of(kept))).isEmpty();
        assertThat(world.ebs.snapshots()).extracting(FakeSnapshot::id).containsExactly(kept);
    }

    @Test
    void ofKnownOnesOnlyThoseAreRemoved() {
        SnapshotId other = id(1);

        assertThat(world.time.await(cleanUp.removeKnown(List.of(id(0))), LONG)).isEmpty();
        assertThat(world.ebs.snapshots()).extracting(FakeSnapshot::id).containsExactly(other);
    }

    @Test
    void whatIsRefusedIsToldAndTheRestGoes() {
        SnapshotId used = id(0);
        world.ebs.useInImage(used);

        assertThat(remove(Set.of())).singleElement().asString().contains(used.value(), "was not removed");
        assertThat(world.ebs.snapshots()).extracting(FakeSnapshot::id).containsExactly(used);
    }

    @Test
    void aThrottledRemovalWaitsLongerEachTime() {
        Instant before = world.time.now();
        world.ebs.failNext(FakeEbs.DELETE, "RequestLimitExceeded", 6);

        assertThat(remove(Set.of())).isEmpty();

        assertThat(Duration.between(before, world.time.now())).isGreaterThan(Duration.ofSeconds(1 + 2 + 4));
        assertThat(world.ebs.snapshots()).isEmpty();
    }

    @Test
    void whatIsThrottledForLongIsTold() {
        world.ebs.failNext(FakeEbs.DELETE, "RequestLimitExceeded", 1_000);

        assertThat(remove(Set.of())).hasSize(2);
        assertThat(world.ebs.count(FakeEbs.DELETE)).isEqualTo(10);
    }

    @Test
    void aThrottledSearchIsRepeated() {
        world.ebs.failNext("DescribeSnapshots", "RequestLimitExceeded", 3);

        assertThat(remove(Set.of())).isEmpty();
        assertThat(world.ebs.snapshots()).isEmpty();
    }

    @Test
    void aSearchThatIsRefusedIsToldAndWhatIsKnownGoes() {
        SnapshotId known = id(0);
        world.ebs.deny("DescribeSnapshots");

        List<String> left = world.time.await(cleanUp.remove(GroundWorld.ID, List.of(known), Set.of()), LONG);

        assertThat(left).singleElement().asString().contains("could not be looked for");
        assertThat(world.ebs.snapshots())
                .hasSize(1)
                .extracting(FakeSnapshot::id)
                .doesNotContain(known);
    }
}
