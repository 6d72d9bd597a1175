package io.brfed.aws;

import io.brfed.aws.internal.TokenBucket;
import io.brfed.spi.CallBudget;
import io.brfed.spi.Scheduler;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The request limits of EC2 in one account and region, as the token buckets that EC2 itself keeps: a call takes a token,
 * tokens grow back at a fixed rate up to a capacity. Share one budget among all planes of one account and region; what
 * other programs of the account take is not seen, except through {@link #exhausted}. Thread-safe.
 *
 * <p>A reservation never fails: where no token is left it takes one of the future and says how long to wait for it, so
 * that calls which are made after their waits come exactly as fast as EC2 permits. {@link #reserveWithin} takes none whose
 * wait would be too long.
 *
 * @since 0.1.0
 */
public final class Ec2Budget implements CallBudget {
    // The numbers are those of AWS, "Request throttling for the Amazon EC2 API".
    private static final int CAPACITY = 100;
    /** Of the bucket that all requests share which change something and have none of their own. */
    private static final int OTHER_CAPACITY = 50;

    private static final int MUTATING_PER_SECOND = 5;
    private static final int TAGS_PER_SECOND = 10;
    private static final int DESCRIBES_PER_SECOND = 20;
    /** Quotas L-18E976AB and L-DB2FBAA1 of EBS. */
    private static final int LISTS_PER_SECOND = 50;

    private final Supplier<Duration> elapsed;
    private final Map<Call, TokenBucket> buckets = new EnumMap<>(Call.class);

    private Ec2Budget(Builder builder) {
        elapsed = builder.elapsed;
        builder.rates.forEach((call, rate) -> buckets.put(call, new TokenBucket(rate.capacity, rate.perSecond)));
    }

    /** The limits of an account that AWS has not changed, all buckets full. */
    public static Ec2Budget create(Scheduler scheduler) {
        return builder(scheduler::elapsed).build();
    }

    /**
     * A budget with other limits.
     *
     * @param elapsed time since any fixed moment, for example {@code scheduler::elapsed}; must not go back
     */
    public static Builder builder(Supplier<Duration> elapsed) {
        return new Builder(elapsed);
    }

    @Override
    public synchronized Duration reserve(Call call) {
        return bucket(call).reserve(elapsed.get());
    }

    @Override
    public synchronized Optional<Duration> reserveWithin(Call call, Duration most) {
        Objects.requireNonNull(most, "most");
        TokenBucket bucket = bucket(call);
        Duration now = elapsed.get();
        return bucket.wouldWait(now, 1).compareTo(most) > 0 ? Optional.empty() : Optional.of(bucket.reserve(now));
    }

    @Override
    public synchronized Duration wouldWait(Call call, int calls) {
        if (calls < 0) {
            throw new IllegalArgumentException("calls is " + calls + "; it must not be negative");
        }
        return bucket(call).wouldWait(elapsed.get(), calls);
    }

    @Override
    public synchronized void exhausted(Call call) {
        bucket(call).empty(elapsed.get());
    }

    private TokenBucket bucket(Call call) {
        return Objects.requireNonNull(buckets.get(Objects.requireNonNull(call, "call")), "bucket");
    }

    /** How many tokens each bucket has; below zero where calls are waiting. */
    @Override
    public synchronized String toString() {
        Duration now = elapsed.get();
        StringBuilder text = new StringBuilder("Ec2Budget");
        buckets.forEach(
                (call, bucket) -> text.append(' ').append(call).append('=').append(bucket.tokens(now)));
        return text.toString();
    }

    /**
     * Collects the limits of a budget. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final Supplier<Duration> elapsed;
        private final Map<Call, Rate> rates = new EnumMap<>(Call.class);

        private Builder(Supplier<Duration> elapsed) {
            this.elapsed = Objects.requireNonNull(elapsed, "elapsed");
            for (Call call : Call.values()) {
                rates.put(call, new Rate(defaultCapacity(call), defaultRate(call)));
            }
        }

        private static int defaultCapacity(Call call) {
            return switch (call) {
                case LIST_BLOCKS -> LISTS_PER_SECOND;
                case FAST_RESTORE -> OTHER_CAPACITY;
                default -> CAPACITY;
            };
        }

        private static int defaultRate(Call call) {
            return switch (call) {
                case CREATE_SNAPSHOTS, DELETE_SNAPSHOT, CREATE_VOLUME, DELETE_VOLUME, FAST_RESTORE ->
                    MUTATING_PER_SECOND;
                case TAG -> TAGS_PER_SECOND;
                case DESCRIBE -> DESCRIBES_PER_SECOND;
                case LIST_BLOCKS -> LISTS_PER_SECOND;
            };
        }

        /**
         * Sets the limit of one kind of call, where Service Quotas shows another for this account, or where room is to be
         * left for other programs. Default: capacity 100; 5 per second for snapshots and volumes, 10 for tags, 20 for
         * questions; for the blocks of snapshots capacity 50 and 50 per second, for fast snapshot restore 50 and 5.
         *
         * @param capacity how many calls a full bucket permits at once; 1 or more
         * @param perSecond how many grow back each second; 1 to 1,000,000
         */
        public Builder bucket(Call call, int capacity, int perSecond) {
            Objects.requireNonNull(call, "call");
            if (capacity < 1 || perSecond < 1 || perSecond > TokenBucket.MAX_PER_SECOND) {
                throw new IllegalArgumentException("bucket of " + call + " with capacity " + capacity + " and "
                        + perSecond + " per second; both must be 1 or more, the second at most "
                        + TokenBucket.MAX_PER_SECOND);
            }
            rates.put(call, new Rate(capacity, perSecond));
            return this;
        }

        /** The budget, all buckets full. */
        public Ec2Budget build() {
            return new Ec2Budget(this);
        }
    }

    private record Rate(int capacity, int perSecond) {}
}
