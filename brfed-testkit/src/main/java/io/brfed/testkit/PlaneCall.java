package io.brfed.testkit;

/**
 * The calls of a {@link io.brfed.plane.DataPlane}; as a {@link CallSelector} each selects all calls of its kind.
 *
 * @since 0.1.0
 */
public enum PlaneCall implements CallSelector {
    /** {@link io.brfed.plane.DataPlane#check}. */
    CHECK(Nature.READ),
    /** {@link io.brfed.plane.DataPlane#claim}. */
    CLAIM(Nature.WRITE),
    /** {@link io.brfed.plane.DataPlane#unclaim}. */
    UNCLAIM(Nature.WRITE),
    /** {@link io.brfed.plane.DataPlane#declare}. */
    DECLARE(Nature.WRITE),
    /** {@link io.brfed.plane.DataPlane#observe}. */
    OBSERVE(Nature.READ),
    /** {@link io.brfed.plane.DataPlane#list}. */
    LIST(Nature.READ),
    /** {@link io.brfed.plane.DataPlane#delete}. */
    DELETE(Nature.WRITE);

    private final Nature nature;

    PlaneCall(Nature nature) {
        this.nature = nature;
    }

    /** Whether the call may change something, so that it counts as an {@link Effect}. */
    public boolean write() {
        return nature == Nature.WRITE;
    }

    @Override
    public boolean selects(AttemptedCall attempted) {
        return attempted.call() == this;
    }

    private enum Nature {
        READ,
        WRITE
    }
}
