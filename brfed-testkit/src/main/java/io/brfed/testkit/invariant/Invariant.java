package io.brfed.testkit.invariant;

/**
 * What must always hold, by name. Each is checked by {@link Inspection} in every history.
 *
 * @since 0.1.0
 */
public enum Invariant {
    /** 1: every pause ends, and whoever reports that it ended is right. */
    PAUSE_ENDS("1", new PauseEnds()),
    /** 2: a backup called complete has one snapshot set of every member, taken inside one pause. */
    COMPLETE_IS_COMPLETE("2", new CompleteIsComplete()),
    /** 3: no phase before what it needs is known and true. */
    ORDER("3", new Order()),
    /** 3: the pause is given back as soon as it is known to be of no more use. */
    PROMPT_RESUME("3", new PromptResume()),
    /** 4: the reported timestamp is one that every member's snapshots can serve. */
    ONE_TIMESTAMP("4", new OneTimestamp()),
    /** 5: one member makes the data consistent, the right one, and nothing starts before. */
    RESTORE_ORDER("5", new RestoreOrder()),
    /** 6: a step carried out twice equals once. */
    ONCE("6", new Once()),
    /** 6: a write of unknown outcome is followed until it is known, or named. */
    UNKNOWN_IS_FOLLOWED("6", new UnknownIsFollowed()),
    /** 7: what is left when all is over is told. */
    NOTHING_LEAKS("7", new NothingLeaks()),
    /** 8: what is not ours is left alone, and of two drivers the older stops. */
    NOT_OURS("8", new NotOurs()),
    /** 8: at most one operation at a time. */
    ONE_AT_A_TIME("8", new OneAtATime()),
    /** 9: an outcome that was reported is final. */
    TERMINAL_IS_FINAL("9", new TerminalIsFinal()),
    /** 9: an operation ends in bounded time, counted from its stamped start. */
    ENDS_IN_TIME("9", new EndsInTime()),
    /** The end is that of an undisturbed run or a clean failure, and of harmless faults that of an undisturbed run. */
    CLEAN_END("end", new CleanEnd());

    private final String number;
    private final Check check;

    Invariant(String number, Check check) {
        this.number = number;
        this.check = check;
    }

    /** Its number among the invariants of the architecture. */
    public String number() {
        return number;
    }

    void check(History history, Findings findings) {
        check.look(history, findings);
    }

    /** A checker; without fields that change. */
    @FunctionalInterface
    interface Check {
        void look(History history, Findings findings);
    }
}
