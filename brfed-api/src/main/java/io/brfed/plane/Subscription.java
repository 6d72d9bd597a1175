package io.brfed.plane;

/**
 * A registration for notifications about one member. Closing it is idempotent and never blocks.
 *
 * @since 0.1.0
 */
public interface Subscription extends AutoCloseable {
    /** Whether notifications can be expected now. */
    Delivery delivery();

    @Override
    void close();

    /**
     * Whether changes are told or have to be looked for.
     *
     * @since 0.1.0
     */
    enum Delivery {
        /** Changes are told at once. */
        PUSHED,
        /** Changes are not told at present; the member has to be observed now and then. */
        NONE
    }
}
