package io.brfed.testkit.invariant;

/**
 * What must always hold, by name. Each is checked by {@link Inspection} in every history.
 *
 * @since 0.1.0
 */
public enum Invariant {
    /** 1: every pause ends, and whoever reports that it ended is right. */
    PAUSE_ENDS("1"),
    /** 2: a backup called complete has one snapshot set of every member, taken inside one pause. */
    COMPLETE_IS_COMPLETE("2"),
    /** 3: no phase before what it needs is known and true. */
    ORDER("3"),
    /** 3: the pause is given back as soon as it is known to be of no more use. */
    PROMPT_RESUME("3"),
    /** 4: the reported timestamp is one that every member's snapshots can serve. */
    ONE_TIMESTAMP("4"),
    /** 5: one member makes the data consistent, the right one, and nothing starts before. */
    RESTORE_ORDER("5"),
    /** 6: a step carried out twice equals once. */
    ONCE("6"),
    /** 6: a write of unknown outcome is followed until it is known, or named. */
    UNKNOWN_IS_FOLLOWED("6"),
    /** 7: what is left when all is over is told. */
    NOTHING_LEAKS("7"),
    /** 8: what is not ours is left alone, and of two drivers the older stops. */
    NOT_OURS("8"),
    /** 8: at most one operation at a time. */
    ONE_AT_A_TIME("8"),
    /** 9: an outcome that was reported is final. */
    TERMINAL_IS_FINAL("9"),
    /** 9: an operation ends in bounded time, counted from its stamped start. */
    ENDS_IN_TIME("9"),
    /** 9: nobody goes in a circle: calls are bounded in every minute. */
    BOUNDED_EFFORT("9"),
    /**
     * Every account comes back from a backup that was verified, and from one that is as reported unless something broke
     * that its planes cannot see.
     */
    DATA_COMES_BACK("oracle"),
    /** The end is that of an undisturbed run or a clean failure, and of harmless faults that of an undisturbed run. */
    CLEAN_END("end");

    private final String number;

    Invariant(String number) {
        this.number = number;
    }

    /** Its number among the invariants of the architecture. */
    public String number() {
        return number;
    }

    void check(History history, Findings findings) {
        checker().look(history, findings);
    }

    private Check checker() {
        return switch (this) {
            case PAUSE_ENDS -> new PauseEnds();
            case COMPLETE_IS_COMPLETE -> new CompleteIsComplete();
            case ORDER -> new Order();
            case PROMPT_RESUME -> new PromptResume();
            case ONE_TIMESTAMP -> new OneTimestamp();
            case RESTORE_ORDER -> new RestoreOrder();
            case ONCE -> new Once();
            case UNKNOWN_IS_FOLLOWED -> new UnknownIsFollowed();
            case NOTHING_LEAKS -> new NothingLeaks();
            case NOT_OURS -> new NotOurs();
            case ONE_AT_A_TIME -> new OneAtATime();
            case TERMINAL_IS_FINAL -> new TerminalIsFinal();
            case ENDS_IN_TIME -> new EndsInTime();
            case BOUNDED_EFFORT -> new BoundedEffort();
            case DATA_COMES_BACK -> new DataComesBack();
            case CLEAN_END -> new CleanEnd();
        };
    }

    /** A checker; without fields that change. */
    @FunctionalInterface
    interface Check {
        void look(History history, Findings findings);
    }
}
