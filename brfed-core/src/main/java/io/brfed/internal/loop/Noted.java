package io.brfed.internal.loop;

/** What members of ours say beside that they are complete: the reason of that condition, with the notes as its message. */
public final class Noted {
    /** The reason. */
    public static final String REASON = "Noted";

    private Noted() {}
}
