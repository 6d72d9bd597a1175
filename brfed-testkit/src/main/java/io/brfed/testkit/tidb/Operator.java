package io.brfed.testkit.tidb;

/** What PD wants to do with one region, step by step. */
final class Operator {
    final int number;
    final int region;
    final long voters;
    /** The region it is to be merged into, or {@link Region#NONE}. */
    final int mergesInto;

    Step step = Step.ADD;
    int tries;

    Operator(int number, int region, long voters, int mergesInto) {
        this.number = number;
        this.region = region;
        this.voters = voters;
        this.mergesInto = mergesInto;
    }

    /** What is to be done next. */
    enum Step {
        ADD,
        CHANGE,
        SETTLE,
        MERGE,
        DONE
    }
}
