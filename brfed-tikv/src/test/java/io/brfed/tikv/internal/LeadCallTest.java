package io.brfed.tikv.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionRequest;
import io.brfed.tikv.internal.wire.recoverdata.RecoverRegionResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeadCallTest {
    private final RecordedCall wire = new RecordedCall();
    private final LeadCall call =
            LeadCall.start(wire, LongStream.of(100, 110, 120).iterator(), () -> {});

    @Test
    void sendsAllRegionsAndThenTheEnd() {
        wire.takes = 3;

        call.onReady();

        assertThat(wire.sent).containsExactly("100", "110", "120", "end");
    }

    @Test
    void whatHasBegunIsSentToItsEndAlthoughNobodyWaits() {
        wire.takes = 1;
        call.onReady();

        call.giveUp();
        wire.takes = 2;
        call.onReady();

        assertThat(wire.sent).containsExactly("100", "110", "120", "end");
    }

    @Test
    void whatHasNotBegunWhenNobodyWaitsNamesNoRegions_P20() {
        wire.takes = 3;
        call.giveUp();

        call.onReady();

        assertThat(wire.sent).containsExactly("end");
    }

    private static final class RecordedCall extends ClientCall<RecoverRegionRequest, RecoverRegionResponse> {
        private final List<String> sent = new ArrayList<>();
        private int takes;

        @Override
        public void start(Listener<RecoverRegionResponse> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            sent.add("cancel");
        }

        @Override
        public void halfClose() {
            sent.add("end");
        }

        @Override
        public boolean isReady() {
            return takes > 0;
        }

        @Override
        public void sendMessage(RecoverRegionRequest message) {
            takes--;
            sent.add(Long.toUnsignedString(message.getRegionId()));
        }
    }
}
