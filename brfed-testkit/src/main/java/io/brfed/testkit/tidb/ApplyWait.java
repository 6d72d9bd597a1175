package io.brfed.testkit.tidb;

import org.jspecify.annotations.Nullable;

/**
 * A store's wait until its peer of one region has applied all that was in its log when the wait began. It does not ask
 * whether that peer leads. Look again to know more; not thread-safe.
 *
 * @since 0.1.0
 */
public final class ApplyWait {
    private final Touch touch;
    private final @Nullable Peer peer;
    private final int target;
    private final RegionView asked;

    ApplyWait(Touch touch, @Nullable Peer peer, RegionView asked) {
        this.touch = touch;
        this.peer = peer;
        this.asked = asked;
        this.target = peer == null ? 0 : peer.persisted;
    }

    /** How it stands now. */
    public State state() {
        touch.world();
        if (peer == null || peer.gone) {
            return State.REGION_NOT_FOUND;
        }
        touch.world().replication.settle(peer.region);
        if (peer.gone) {
            return State.REGION_NOT_FOUND;
        }
        if (peer.confVer != asked.confVer() || peer.version != asked.version()) {
            return State.EPOCH_NOT_MATCH;
        }
        return peer.applied >= target ? State.DONE : State.WAITING;
    }

    /**
     * How a wait stands.
     *
     * @since 0.1.0
     */
    public enum State {
        /** Not everything is applied yet. */
        WAITING,
        /** Everything is applied. */
        DONE,
        /** The region's peers or range are not those that were asked for. */
        EPOCH_NOT_MATCH,
        /** The store has no peer of the region. */
        REGION_NOT_FOUND
    }
}
