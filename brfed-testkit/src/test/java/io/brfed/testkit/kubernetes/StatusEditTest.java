package io.brfed.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusEditTest {

    private static final Instant FIRST = Instant.parse("2024-01-02T03:04:05.678Z");
    private static final Instant LATER = FIRST.plusSeconds(60);

    @Test
    void writesTimesInSeconds() {
        JsonNode status = edited(MemberKind.BACKUP, Json.object(), FIRST, "Running");

        assertThat(transition(status, "Running")).isEqualTo("2024-01-02T03:04:05Z");
    }

    @Test
    void keepsOneEntryOfEachTypeAndMovesThePhase() {
        ObjectNode status = edited(MemberKind.BACKUP, Json.object(), FIRST, "Running");
        status = edited(MemberKind.BACKUP, status, FIRST, "Prepare");
        status = edited(MemberKind.BACKUP, status, FIRST, "Running");

        assertThat(status.path("conditions")).hasSize(2);
        assertThat(Json.text(status, "phase")).isEqualTo("Running");
    }

    @Test
    void aBackupRenewsTheTransitionTimeWhenThePhaseHadMovedOn() {
        ObjectNode status = edited(MemberKind.BACKUP, Json.object(), FIRST, "Running");
        status = edited(MemberKind.BACKUP, status, FIRST, "Prepare");
        status = edited(MemberKind.BACKUP, status, LATER, "Running");

        assertThat(transition(status, "Running")).isEqualTo("2024-01-02T03:05:05Z");
    }

    @Test
    void aRestoreKeepsTheTransitionTimeWhenThePhaseHadMovedOn() {
        ObjectNode status = edited(MemberKind.RESTORE, Json.object(), FIRST, "Running");
        status = edited(MemberKind.RESTORE, status, FIRST, "VolumeComplete");
        status = edited(MemberKind.RESTORE, status, LATER, "Running");

        assertThat(transition(status, "Running")).isEqualTo("2024-01-02T03:04:05Z");
        assertThat(Json.text(status, "phase")).isEqualTo("Running");
    }

    @Test
    void sendsNothingWhenNothingChanges() {
        ObjectNode status = edited(MemberKind.BACKUP, Json.object(), FIRST, "RetryFailed");

        StatusEdit again = new StatusEdit(MemberKind.BACKUP, status, LATER);
        again.condition("RetryFailed");

        assertThat(again.patch()).isEmpty();
    }

    @Test
    void sendsOnlyTheFieldsThatDiffer() {
        ObjectNode status = edited(MemberKind.BACKUP, Json.object(), FIRST, "Running");

        StatusEdit edit = new StatusEdit(MemberKind.BACKUP, status, LATER);
        edit.put("commitTs", "7");

        assertThat(edit.patch().fieldNames()).toIterable().containsExactly("commitTs");
    }

    @Test
    void writesDurationsAsGoDoes() {
        assertThat(GoDuration.text(Duration.ofMillis(400))).isEqualTo("0s");
        assertThat(GoDuration.text(Duration.ofSeconds(45))).isEqualTo("45s");
        assertThat(GoDuration.text(Duration.ofSeconds(245))).isEqualTo("4m5s");
        assertThat(GoDuration.text(Duration.ofSeconds(3723))).isEqualTo("1h2m3s");
        assertThat(GoDuration.text(Duration.ofHours(25))).isEqualTo("25h0m0s");
    }

    private static ObjectNode edited(MemberKind kind, ObjectNode before, Instant now, String type) {
        StatusEdit edit = new StatusEdit(kind, before, now);
        edit.condition(type);
        ObjectNode after = before.deepCopy();
        after.setAll(edit.patch());
        return after;
    }

    private static String transition(JsonNode status, String type) {
        return status.path("conditions")
                .valueStream()
                .filter(entry -> Json.text(entry, "type").equals(type))
                .map(entry -> Json.text(entry, "lastTransitionTime"))
                .findFirst()
                .orElseThrow();
    }
}
