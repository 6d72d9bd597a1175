package io.brfed.aws.internal;

import io.brfed.api.ByteSize;
import io.brfed.api.ProviderException;
import io.brfed.api.ProviderException.Fault;
import java.io.IOException;
import java.io.InputStream;

/**
 * How many bytes of one object are held in memory. Immutable.
 *
 * @param most the largest object
 */
public record StoredBytes(int most) {
    /** 64 MiB. */
    public static final StoredBytes DEFAULT = new StoredBytes(64 << 20);

    private static final long MAX = 1L << 30;

    /** Up to a size of at most 1 GiB. */
    public static StoredBytes upTo(ByteSize size) {
        if (size.bytes() < 1 || size.bytes() > MAX) {
            throw new IllegalArgumentException("the largest object is " + size + "; it must be 1 byte to 1 GiB");
        }
        return new StoredBytes((int) size.bytes());
    }

    /** What there is, and one byte more than permitted if there is more. */
    byte[] from(InputStream stream) throws IOException {
        return stream.readNBytes(most + 1);
    }

    /** Whether so many bytes may be held. */
    boolean holds(long bytes) {
        return bytes <= most;
    }

    ProviderException tooLarge(String what) {
        return new ProviderException(
                Fault.REFUSED,
                what + " is larger than " + new ByteSize(most)
                        + ", which is the most that this storage was set to hold in"
                        + " memory; nothing was done. Raise that setting if the object is one of brfed's.");
    }
}
