package io.brfed.testkit.kubernetes;

/**
 * What goes wrong in a stage.
 *
 * @param kind how
 * @param content the condition that is written, if one is
 */
record StageFault(Kind kind, ConditionWritten.Content content) {

    /** How a stage goes wrong. */
    enum Kind {
        /** It does not end. */
        STUCK,
        /** A condition of failure is written. */
        CONDITION,
        /** The pod dies and writes nothing. */
        KILLED
    }

    private static final ConditionWritten.Content NOTHING = new ConditionWritten.Content("", "", "", "");

    static final StageFault STUCK = new StageFault(Kind.STUCK, NOTHING);
    static final StageFault KILLED = new StageFault(Kind.KILLED, NOTHING);

    static StageFault condition(String type, String reason, String message) {
        return new StageFault(Kind.CONDITION, new ConditionWritten.Content(type, "True", reason, message));
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }
}
