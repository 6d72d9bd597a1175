package io.brfed.spi;

import io.brfed.api.Tso;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * PD of one TiDB cluster. Only makes calls, always to the present leader: when and how often is decided by the core. Safe
 * for use by several threads; no method blocks its caller. Failures are {@link io.brfed.api.ProviderException}s:
 * {@code RETRY} while no leader can be found, {@code UNREACHABLE} if no member can be reached, by name and address.
 *
 * @since 0.1.0
 */
public interface PdClient {
    /** Who this PD is. Its cluster id never changes; the leader may. */
    CompletionStage<PdIdentity> identity(Duration limit);

    /** A fresh timestamp, later than every one given out before. */
    CompletionStage<Tso> timestamp(Duration limit);

    /** Takes an id from PD's allocator; all ids given out so far are not above it. Unsigned. */
    CompletionStage<Long> allocateId(Duration limit);

    /** The timestamp up to which every store can serve consistent reads. */
    CompletionStage<MinResolvedTs> minResolvedTs(Duration limit);

    /** All stores, tombstones left out; none if none has registered yet. */
    CompletionStage<List<PdStore>> stores(Duration limit);

    /**
     * Keeps garbage collection from passing a timestamp for a time. Replaces what the same id held before.
     *
     * @param holder who holds it; an id of our own
     * @param safePoint the timestamp; nothing at or after it is collected
     * @param hold for how long
     * @return the least timestamp held by anybody afterwards: above {@code safePoint} means that it was refused
     */
    CompletionStage<Tso> holdGc(String holder, Tso safePoint, Duration hold, Duration limit);

    /** Ends what {@link #holdGc} began. Idempotent. */
    CompletionStage<Void> releaseGc(String holder, Duration limit);

    /** The names of all schedulers. */
    CompletionStage<List<String>> schedulers(Duration limit);

    /** Pauses every scheduler for a time, counted from now. Forgotten when PD's leader changes. */
    CompletionStage<Void> pauseSchedulers(Duration pause, Duration limit);

    /** Ends every scheduler's pause. Idempotent. */
    CompletionStage<Void> resumeSchedulers(Duration limit);

    /** The schedulers that are paused now. */
    CompletionStage<List<PausedScheduler>> pausedSchedulers(Duration limit);

    /** The scheduling settings as they are stored, without temporary ones: the name to its JSON value. */
    CompletionStage<Map<String, String>> scheduleSettings(Duration limit);

    /** Sets scheduling settings for a time; they survive a change of the leader. Values are JSON. */
    CompletionStage<Void> setTemporarily(Map<String, String> settings, Duration hold, Duration limit);

    /** Ends what {@link #setTemporarily} began. Idempotent. The values are the stored ones, for versions that need them. */
    CompletionStage<Void> endTemporary(Map<String, String> stored, Duration limit);

    /** Pauses one checker for a time, or goes on with it if the time is zero. Forgotten when PD's leader changes. */
    CompletionStage<Void> pauseChecker(String checker, Duration pause, Duration limit);

    /** Descriptions of the scheduling operators that are running; empty if there are none. */
    CompletionStage<List<RunningOperator>> operators(Duration limit);

    /** Cancels the operator of one region. Idempotent. */
    CompletionStage<Void> cancelOperator(long region, Duration limit);

    /**
     * Regions in the order of their keys, beginning with the one that holds the key.
     *
     * @param from an encoded key; empty for the first
     * @param most how many at most
     */
    CompletionStage<List<RegionRoute>> regions(Key from, int most, Duration limit);

    /**
     * Documents of PD's state that is on none of the volumes, as JSON: placement rules, region-label rules, scheduling and
     * replication settings, resource groups, names of changefeeds and log backups. What a version does not have,
     * and what PD does not tell before a store has registered, is missing.
     */
    CompletionStage<Map<String, String>> state(Collection<String> documents, Duration limit);

    /**
     * One scheduler that is paused.
     *
     * @param name its name
     * @param pausedAt when the pause began, in whole seconds of PD's clock since 1970
     * @param resumeAt when it will end by itself, likewise
     * @since 0.1.0
     */
    record PausedScheduler(String name, long pausedAt, long resumeAt) {}

    /**
     * One scheduling operator.
     *
     * @param region the region it works on
     * @param description PD's words
     * @since 0.1.0
     */
    record RunningOperator(long region, String description) {}

    /**
     * What PD says about resolved timestamps.
     *
     * @param enabled whether PD keeps the value up to date at all
     * @param value the value; may be old although {@code enabled}, may fall back when the leader changes
     * @since 0.1.0
     */
    record MinResolvedTs(boolean enabled, Tso value) {}
}
