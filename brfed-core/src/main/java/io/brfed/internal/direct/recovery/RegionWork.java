package io.brfed.internal.direct.recovery;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionRoute;
import java.time.Duration;
import java.util.Optional;

/** A part of the key space that a worker takes back, and where it is thought to be. Mutable. */
final class RegionWork {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(2);
    private static final int MOST_DOUBLINGS = 20;
    private static final int DIGITS = 80;

    RegionRoute route;
    /** Where the part begins that is still to be done. */
    Key from;

    final Key to;
    /** Since when it has been tried; waiting for its turn does not count. */
    Duration began = Duration.ZERO;
    /** Whether the region has to be prepared before it can be taken back. */
    boolean unprepared;

    /** What a store said when it was not the leader; PD's word is older. */
    private Optional<StoreId> hint = Optional.empty();

    private int failures;

    RegionWork(RegionRoute route) {
        this.route = route;
        this.from = route.region().start();
        this.to = route.region().end();
    }

    /** The store to ask; empty if nobody is known to lead. */
    Optional<StoreId> leader() {
        return hint.or(route::leader);
    }

    Optional<RegionRoute.Peer> peerOn(StoreId store) {
        return route.peers().stream().filter(peer -> peer.store().equals(store)).findFirst();
    }

    /**
     * Takes a store's word for it that another one leads.
     *
     * @return whether that one is to be asked at once: not if it was such a word that led here, or two stores could go on
     *     naming each other
     */
    boolean follow(Optional<StoreId> named) {
        boolean first = hint.isEmpty();
        hint = named.filter(store -> !Optional.of(store).equals(leader()));
        return first && hint.flatMap(this::peerOn).isPresent();
    }

    /** What PD says now, which is newer than what a store said before if PD knows a leader at all. */
    void reroute(RegionRoute now) {
        route = now;
        if (now.leader().isPresent()) {
            hint = Optional.empty();
        }
    }

    /** How long to wait after one more failure: the double of the last time, within bounds. */
    Duration backOff(Duration least, Duration most) {
        Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS));
        Duration enough = doubled.compareTo(least) < 0 ? least : doubled;
        return enough.compareTo(most) > 0 ? most : enough;
    }

    /** Goes on with what is left, which belongs to another region by now; whether there is any. */
    boolean advance(Duration now) {
        Key end = route.region().end();
        boolean more = !end.isUnbounded() && (to.isUnbounded() || end.compareTo(to) < 0);
        from = end;
        began = now;
        failures = 0;
        unprepared = false;
        hint = Optional.empty();
        return more;
    }

    /** In messages. */
    String name() {
        return "region " + Long.toUnsignedString(route.region().id()) + " ("
                + text(route.region().start()) + " to "
                + text(route.region().end()) + ", leader on store "
                + leader().map(StoreId::toString).orElse("unknown") + ")";
    }

    private static String text(Key key) {
        String digits = key.toString();
        return digits.length() <= DIGITS ? digits : digits.substring(0, DIGITS) + "…";
    }
}
