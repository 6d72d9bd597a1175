package io.brfed.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brfed.api.Phase;
import io.brfed.plane.Deletion;
import io.brfed.plane.Deletion.Contents;
import io.brfed.plane.MemberState;
import io.brfed.plane.MemberState.Presence;
import io.brfed.testkit.kubernetes.RecordedRequest;
import io.brfed.testkit.kubernetes.Verb;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How members are deleted. */
class RemovingTest {
    private final OperatorFixture fixture = new OperatorFixture();
    private final Operations backup = Operations.backup(fixture);

    @AfterEach
    void close() {
        fixture.close();
    }

    private MemberState delete(Contents contents) {
        return fixture.await(backup.plane()
                .delete(new Deletion(backup.member(), backup.stamp().id(), contents), Operations.LIMIT));
    }

    private List<RecordedRequest> deletions() {
        return fixture.server().requests().of(Verb.DELETE, "backups");
    }

    @Test
    void deletesExactlyTheObjectThatWasRead_D1() {
        backup.declare(Phase.INITIALIZE);
        String uid = fixture.object(backup.member()).at("/metadata/uid").asText();

        assertThat(delete(Contents.AS_RECORDED).presence()).isEqualTo(Presence.ABSENT);
        assertThat(deletions().get(0).body())
                .contains("\"uid\":\"" + uid + "\"")
                .contains("Background");
    }

    @Test
    void anObjectThatTookItsPlaceIsNotDeleted_B13() {
        backup.declare(Phase.INITIALIZE);
        fixture.server()
                .faults()
                .on(Verb.DELETE, "backups")
                .when(request -> {
                    if (fixture.server()
                            .objects()
                            .find("backups", "tidb", "fed-nightly")
                            .isPresent()) {
                        fixture.deleteByHand(backup.member());
                        fixture.putForeign(backup.member());
                    }
                    return true;
                })
                .delay(Duration.ofMillis(1));

        assertThat(delete(Contents.AS_RECORDED).presence()).isEqualTo(Presence.FOREIGN);
        assertThat(fixture.server().objects().find("backups", "tidb", "fed-nightly"))
                .isPresent();
    }

    @Test
    void obeysTheRecordedPolicy() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().requests().clear();

        delete(Contents.AS_RECORDED);

        assertThat(fixture.server().requests().of(Verb.PATCH, "backups")).isEmpty();
    }

    @Test
    void removingTheContentsMakesTheOperatorCleanUpFirst() {
        backup.declare(Phase.INITIALIZE);

        MemberState state = delete(Contents.REMOVED);

        JsonNode object = fixture.object(backup.member());
        assertThat(state.presence()).isEqualTo(Presence.DELETING);
        assertThat(object.at("/spec/cleanPolicy").asText()).isEqualTo("Delete");
        assertThat(object.at("/metadata/finalizers/0").asText()).isEqualTo("tidb.pingcap.com/backup-protection");
    }

    @Test
    void deletingAgainWaitsForTheOperator() {
        backup.declare(Phase.INITIALIZE);
        delete(Contents.REMOVED);
        fixture.server().requests().clear();

        assertThat(delete(Contents.REMOVED).presence()).isEqualTo(Presence.DELETING);
        assertThat(deletions()).isEmpty();
    }

    @Test
    void changesInBetweenAreReadAgain() {
        backup.declare(Phase.INITIALIZE);
        fixture.server().faults().failNext(Verb.DELETE, "backups", 409, 2);
        fixture.server().faults().failNext(Verb.PATCH, "backups", 409, 2);

        assertThat(delete(Contents.REMOVED).presence()).isEqualTo(Presence.DELETING);
    }

    @Test
    void whatIsGoneIsAbsent() {
        assertThat(delete(Contents.REMOVED).presence()).isEqualTo(Presence.ABSENT);
    }
}
