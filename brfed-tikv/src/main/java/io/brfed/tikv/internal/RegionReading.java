package io.brfed.tikv.internal;

import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what one store says of its regions, a page at a time. */
final class RegionReading extends ClientCall.Listener<io.brfed.tikv.internal.wire.recoverdata.RegionMeta> {
    private static final int PAGE = 1024;

    private final ClientCall<?, io.brfed.tikv.internal.wire.recoverdata.RegionMeta> call;
    private final WireFaults.Attempt attempt;
    private final Consumer<List<RegionMeta>> pages;
    private final int most;
    private final CompletableFuture<Boolean> read = new CompletableFuture<>();
    private List<RegionMeta> page = new ArrayList<>(PAGE);
    private int count;

    /**
     * What is read.
     *
     * @param attempt the call, for messages
     * @param pages is given what is read
     * @param most how many regions there may be
     */
    record Order(WireFaults.Attempt attempt, Consumer<List<RegionMeta>> pages, int most) {}

    private RegionReading(ClientCall<?, io.brfed.tikv.internal.wire.recoverdata.RegionMeta> call, Order order) {
        this.call = call;
        this.attempt = order.attempt();
        this.pages = order.pages();
        this.most = order.most();
    }

    /** Sends the request, and reads until the store ends its answer. */
    static <R> CompletionStage<Boolean> start(
            ClientCall<R, io.brfed.tikv.internal.wire.recoverdata.RegionMeta> call, R request, Order order) {
        RegionReading reading = new RegionReading(call, order);
        call.start(reading, new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(PAGE);
        return reading.read;
    }

    @Override
    public void onMessage(io.brfed.tikv.internal.wire.recoverdata.RegionMeta message) {
        if (read.isDone()) {
            return;
        }
        if (++count > most) {
            refuse(new ProviderException(
                    Fault.REFUSED,
                    attempt.failed("more than " + most + " regions; raise maxRegionsPerStore if that is right")));
            return;
        }
        page.add(meta(message));
        if (page.size() == PAGE && give()) {
            call.request(PAGE);
        }
    }

    /** Only then is more asked for, so that a store is not faster than whoever takes it. */
    private boolean give() {
        List<RegionMeta> full = page;
        page = new ArrayList<>(PAGE);
        try {
            pages.accept(full);
            return true;
        } catch (RuntimeException refused) {
            refuse(new ProviderException(
                    Fault.REFUSED,
                    attempt.failed("its answer was not taken (" + refused + "); that is an error here"),
                    refused));
            return false;
        }
    }

    private void refuse(ProviderException why) {
        read.completeExceptionally(why);
        call.cancel("the answer was refused", why);
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
        if (!status.isOk()) {
            read.completeExceptionally(status.asRuntimeException());
        } else if (page.isEmpty() || give()) {
            read.complete(true);
        }
    }

    private static RegionMeta meta(io.brfed.tikv.internal.wire.recoverdata.RegionMeta message) {
        return new RegionMeta(
                message.getRegionId(),
                message.getPeerId(),
                message.getLastLogTerm(),
                message.getLastIndex(),
                message.getCommitIndex(),
                message.getVersion(),
                message.getTombstone(),
                Key.of(message.getStartKey().toByteArray()),
                Key.of(message.getEndKey().toByteArray()));
    }
}
