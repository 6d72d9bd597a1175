package io.brfed.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.brfed.api.ClusterName;
import io.brfed.api.Deadlines;
import io.brfed.api.FailureCause;
import io.brfed.api.OperationId;
import io.brfed.api.OperationKind;
import io.brfed.api.OperationName;
import io.brfed.api.TidbClusterRef;
import io.brfed.api.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampFieldsTest {
    private static final ClusterName EAST = new ClusterName("east");
    private static final ClusterName ARN = new ClusterName("arn:aws:eks:eu-west-1:1234:cluster/prod");

    @Test
    void writesPlainText() {
        assertThat(stamp(Optional.empty()).fields())
                .containsExactly(
                        entry("operation", "op-1"),
                        entry("kind", "BACKUP"),
                        entry("name", "nightly"),
                        entry("digest", "sha256:1"),
                        entry("members", "east/tidb/prod,arn:aws:eks:eu-west-1:1234:cluster/prod/tidb/other"),
                        entry("initializer", "east"),
                        entry("keeper", "east"),
                        entry("started-at", "2026-11-22T10:00:00.123456789Z"),
                        entry("deadlines", "PT24H,PT5M,PT30S,PT30S,PT24H,PT12H,PT1H,PT10M"),
                        entry("epoch", "7"),
                        entry("recorded", "arn:aws:eks:eu-west-1:1234:cluster/prod,east"));
    }

    @Test
    void readsWhatItWrote() {
        assertReadBack(stamp(Optional.empty()));
        assertReadBack(stamp(Optional.empty()).withEpoch(Long.MAX_VALUE));
    }

    @Test
    void readsAVerdictOfSuccessBack() {
        assertReadBack(stamp(Optional.of(new Verdict.Ok(List.of(EAST, ARN)))));
        assertReadBack(stamp(Optional.of(new Verdict.Ok(List.of()))));
    }

    @Test
    void readsAVerdictOfFailureBack() {
        assertReadBack(stamp(Optional.of(new Verdict.Failed(
                FailureCause.on(ARN, FailureCause.Kind.TIMED_OUT, "PauseLimit", "too slow,\n  \"really\" = é")))));
        assertReadBack(
                stamp(Optional.of(new Verdict.Failed(FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "")))));
    }

    @Test
    void readsFailuresBackThatTheOperationWentOnAfter() {
        Stamp twice = stamp(Optional.of(new Verdict.Ok(List.of())))
                .reopenedAfter("disk\n  \"a\" = broken", Instant.EPOCH, Deadlines.defaults(OperationKind.RESTORE))
                .reopenedAfter("x".repeat(5000), Instant.EPOCH, Deadlines.defaults(OperationKind.RESTORE));

        assertReadBack(twice);
        assertThat(twice.verdict()).isEmpty();
        assertThat(twice.startedAt()).isEqualTo(Instant.EPOCH);
        assertThat(twice.reopened().failures()).containsExactly("disk \"a\" = broken", "x".repeat(1000) + "…");
    }

    @Test
    void keepsTheLastOfManyFailures() {
        Stamp often = stamp(Optional.empty());
        for (int i = 1; i <= 20; i++) {
            often = often.reopenedAfter("failure " + i, Instant.EPOCH, often.deadlines());
        }

        assertReadBack(often);
        assertThat(often.reopened().times()).isEqualTo(20);
        assertThat(often.reopened().failures()).hasSize(Reopened.MOST).endsWith("failure 20");
    }

    @Test
    void shortensALongMessageOnceAndTheSameWayAgain() {
        Stamp long1 = stamp(Optional.of(
                new Verdict.Failed(FailureCause.of(FailureCause.Kind.CANCELLED, "Cancelled", "x".repeat(5000)))));

        Stamp once = Stamp.parse(long1.fields()).orElseThrow();
        String message = ((Verdict.Failed) once.verdict().orElseThrow()).cause().message();
        assertThat(message).hasSize(2001).endsWith("…");
        assertReadBack(once);
    }

    @Test
    void ignoresFieldsOfOtherNames() {
        Map<String, String> fields = new LinkedHashMap<>(stamp(Optional.empty()).fields());
        fields.put("colour", "red");

        assertThat(Stamp.parse(fields)).contains(stamp(Optional.empty()));
    }

    @Test
    void somebodyElsesFieldsAreNoStamp() {
        assertThat(Stamp.parse(Map.of())).isEmpty();
        assertThat(Stamp.parse(Map.of("name", "nightly", "kind", "BACKUP"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operation",
                "kind",
                "name",
                "digest",
                "members",
                "initializer",
                "keeper",
                "started-at",
                "deadlines",
                "epoch",
                "recorded"
            })
    void aStampWithoutOneOfItsFieldsIsNone(String missing) {
        Map<String, String> fields = new LinkedHashMap<>(stamp(Optional.empty()).fields());
        fields.remove(missing);

        assertThat(Stamp.parse(fields)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "operation, Not A Label",
        "kind, COPY",
        "name, ' '",
        "members, east",
        "members, east/tidb",
        "initializer, ''",
        "started-at, yesterday",
        "started-at, +999999999999-01-01T00:00:00Z",
        "deadlines, PT1H",
        "deadlines, 'PT0S,PT5M,PT30S,PT30S,PT24H,PT12H,PT1H,PT10M'",
        "deadlines, 'P9999999999999999D,PT5M,PT30S,PT30S,PT24H,PT12H,PT1H,PT10M'",
        "epoch, 9223372036854775808",
        "epoch, ''",
        "recorded, 'east,,west'",
        "verdict, perhaps",
        "verdict, ok",
        "verdict, failed"
    })
    void aStampWithGarbageInOneFieldIsNone(String field, String garbage) {
        Map<String, String> fields = new LinkedHashMap<>(stamp(Optional.empty()).fields());
        fields.put(field, garbage);

        assertThat(Stamp.parse(fields)).isEmpty();
    }

    @Test
    void randomGarbageIsReadAsAStampOrNotAtAll() {
        Random random = new Random(7);
        List<String> names = List.copyOf(stamp(Optional.empty()).fields().keySet());
        for (int round = 0; round < 2_000; round++) {
            Map<String, String> fields =
                    new LinkedHashMap<>(stamp(Optional.empty()).fields());
            fields.put(names.get(random.nextInt(names.size())), garbage(random));

            Stamp.parse(fields).ifPresent(StampFieldsTest::assertReadBack);
        }
    }

    private static void assertReadBack(Stamp stamp) {
        assertThat(Stamp.parse(stamp.fields())).contains(stamp);
    }

    private static String garbage(Random random) {
        StringBuilder text = new StringBuilder();
        String letters = "aT1P,/-:.Z \uD83D\uDE00é";
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static Stamp stamp(Optional<Verdict> verdict) {
        return new Stamp(
                new OperationId("op-1"),
                OperationKind.BACKUP,
                new OperationName("nightly"),
                "sha256:1",
                List.of(
                        new Placement(EAST, new TidbClusterRef("tidb", "prod")),
                        new Placement(ARN, new TidbClusterRef("tidb", "other"))),
                EAST,
                EAST,
                Instant.parse("2026-11-22T10:00:00.123456789Z"),
                Deadlines.defaults(OperationKind.BACKUP),
                7,
                Set.of(EAST, ARN),
                verdict,
                Reopened.NEVER);
    }
}
