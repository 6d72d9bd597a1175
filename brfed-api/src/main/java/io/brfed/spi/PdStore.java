package io.brfed.spi;

import io.brfed.api.StoreId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One store as PD knows it. Immutable.
 *
 * @param id its id
 * @param state what PD says of it
 * @param address where it serves
 * @param peerAddress where it serves other stores; empty if that is the same
 * @param labels its labels
 * @param version its version
 * @param startedAt when its process started, in whole seconds of its own clock; changes with each restart
 * @param lastHeartbeat when PD last heard of it
 * @since 0.1.0
 */
public record PdStore(
        StoreId id,
        State state,
        String address,
        String peerAddress,
        Map<String, String> labels,
        String version,
        Instant startedAt,
        Instant lastHeartbeat) {
    /** Checks that no part is missing and copies the labels. */
    public PdStore {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(peerAddress, "peerAddress");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(lastHeartbeat, "lastHeartbeat");
        labels = Map.copyOf(labels);
    }

    /** Whether it is TiFlash: its label {@code engine} is {@code tiflash} or {@code tiflash_compute}. */
    public boolean isTiflash() {
        String engine = labels.getOrDefault("engine", "");
        return engine.equals("tiflash") || engine.equals("tiflash_compute");
    }

    /**
     * What PD says of a store.
     *
     * @since 0.1.0
     */
    public enum State {
        /** It serves. */
        UP,
        /** PD has not heard of it for a while. */
        DISCONNECTED,
        /** PD has not heard of it for long. */
        DOWN,
        /** It is joining. */
        PREPARING,
        /** It is being emptied. */
        OFFLINE
    }
}
