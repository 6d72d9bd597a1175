package io.brfed.internal.direct.pause;

import java.io.Serial;

/** A part of the pause lapsed. */
public final class GapException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Gap gap;

    /** For this gap. */
    public GapException(Gap gap) {
        super(gap.toString());
        this.gap = gap;
    }

    /** What lapsed. */
    public Gap gap() {
        return gap;
    }
}
