package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.api.StoreId;
import io.brfed.spi.StoreRecovery.Answer;
import io.brfed.spi.StoreRecovery.Kind;
import io.brfed.tikv.internal.wire.errorpb.Error;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlashbackAnswersTest {
    private static Answer of(Error.Builder error) {
        return FlashbackAnswers.of(true, error.setMessage("words").build(), "");
    }

    @Test
    void anAnswerWithoutAnErrorMeansDone() {
        assertThat(FlashbackAnswers.of(false, Error.getDefaultInstance(), "")).isEqualTo(Answer.DONE);
    }

    @Test
    void aLeaderElsewhereIsNamedIfItIsKnown() {
        Error.Builder known = Error.newBuilder();
        known.getNotLeaderBuilder().getLeaderBuilder().setStoreId(-3);
        Error.Builder unknown = Error.newBuilder();
        unknown.getNotLeaderBuilder().setRegionId(5);

        assertThat(of(known).what()).isEqualTo(Kind.NOT_LEADER);
        assertThat(of(known).leader()).contains(new StoreId(-3));
        assertThat(of(unknown).what()).isEqualTo(Kind.NOT_LEADER);
        assertThat(of(unknown).leader()).isEmpty();
    }

    @Test
    void aBusyStoreSaysHowLong() {
        Error.Builder error = Error.newBuilder();
        error.getServerIsBusyBuilder().setReason("scheduler is busy").setBackoffMs(1500);

        assertThat(of(error).what()).isEqualTo(Kind.BUSY);
        assertThat(of(error).backOff()).isEqualTo(Duration.ofMillis(1500));
        assertThat(of(error).text()).isEqualTo("scheduler is busy");
    }

    @Test
    void whatChangedIsLookedUpAnew() {
        Error.Builder epoch = Error.newBuilder();
        epoch.getEpochNotMatchBuilder();
        Error.Builder missing = Error.newBuilder();
        missing.getRegionNotFoundBuilder();
        Error.Builder key = Error.newBuilder();
        key.getKeyNotInRegionBuilder();
        Error.Builder store = Error.newBuilder();
        store.getStoreNotMatchBuilder().setActualStoreId(9);
        Error.Builder peer = Error.newBuilder();
        peer.getMismatchPeerIdBuilder();

        assertThat(List.of(epoch, missing, key, store, peer))
                .allSatisfy(error -> assertThat(of(error).what()).isEqualTo(Kind.CHANGED));
    }

    @Test
    void statesOfTheFlashbackAreTold() {
        Error.Builder under = Error.newBuilder();
        under.getFlashbackInProgressBuilder().setFlashbackStartTs(-1);
        Error.Builder not = Error.newBuilder();
        not.getFlashbackNotPreparedBuilder().setRegionId(5);

        assertThat(of(under).what()).isEqualTo(Kind.IN_FLASHBACK);
        assertThat(of(under).text()).contains("18446744073709551615");
        assertThat(of(not).what()).isEqualTo(Kind.NOT_PREPARED);
    }

    @Test
    void aFullDiskNamesTheStores() {
        Error.Builder error = Error.newBuilder();
        error.getDiskFullBuilder().addStoreId(4).setReason("no space left");

        assertThat(of(error).what()).isEqualTo(Kind.DISK_FULL);
        assertThat(of(error).text()).isEqualTo("stores [4]: no space left");
    }

    @Test
    void everythingElsePasses() {
        Error.Builder stale = Error.newBuilder();
        stale.getStaleCommandBuilder();

        assertThat(of(stale).what()).isEqualTo(Kind.PASSING);
        assertThat(of(Error.newBuilder())).isEqualTo(Answer.of(Kind.PASSING, "words"));
        assertThat(FlashbackAnswers.of(false, Error.getDefaultInstance(), "retry later"))
                .isEqualTo(Answer.of(Kind.PASSING, "retry later"));
    }
}
