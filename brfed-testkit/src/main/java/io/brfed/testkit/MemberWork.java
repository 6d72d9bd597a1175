package io.brfed.testkit;

import io.brfed.api.Condition;
import io.brfed.api.Phase;
import io.brfed.plane.PauseState;
import java.util.Optional;

/** What the system behind a fake member does about the phases it is told. */
interface MemberWork {
    /** The member was told a phase it was not in before, or a new verdict. */
    void told(Phase phase);

    /** The member is about to report a condition for the first time. */
    void reaching(Condition condition);

    /** The member has reported a condition for the first time. */
    void reached(Condition condition);

    /** What can be seen of the pause when somebody looks closely. */
    Optional<PauseState> lookAtPause();

    /** A part of the pause is lost although nobody gave it back. */
    void breakPause(String part);

    /** The member is gone: whatever it was doing or holding ends. */
    void abandon();
}
