package io.brfed.testkit.invariant;

import io.brfed.api.OperationId;
import io.brfed.plane.Declaration;
import io.brfed.plane.Member;
import io.brfed.plane.MemberState;
import io.brfed.plane.Stamp;
import org.jspecify.annotations.Nullable;

/** Nobody writes to what it knows to be somebody else's, nor goes on after it met a newer driver. */
final class NotOurs implements Invariant.Check {
    @Override
    public void look(History history, Findings findings) {
        Knowledge known = new Knowledge();
        for (Event event : history.events()) {
            if (event instanceof Event.Learned learned) {
                known.learned(learned);
            } else if (event instanceof Event.Sent sent) {
                Declaration declaration = sent.declaration();
                Stamp stamp = declaration.stamp();
                findings.expect(
                        !others(known.last(sent.by(), declaration.member()), stamp.id()),
                        () -> "written although it is known not to be ours: " + sent);
                findings.expect(
                        known.epoch(sent.by(), stamp.id()) <= stamp.epoch(),
                        () -> "went on with epoch " + stamp.epoch() + " after epoch "
                                + known.epoch(sent.by(), stamp.id()) + " was met: " + sent);
            } else if (event instanceof Event.Deleting deleting) {
                Member member = deleting.deletion().member();
                findings.expect(
                        !others(
                                known.last(deleting.by(), member),
                                deleting.deletion().id()),
                        () -> "deleted although it is known not to be ours: " + member);
            } else if (event instanceof Event.Declared declared) {
                findings.expect(
                        !others(
                                        declared.before(),
                                        declared.declaration().stamp().id())
                                || declared.after()
                                        .stamp()
                                        .equals(declared.before().stamp()),
                        () -> "somebody else's member was changed: " + declared);
            }
        }
    }

    private static boolean others(@Nullable MemberState state, OperationId id) {
        return state != null
                && (state.presence() == MemberState.Presence.FOREIGN
                        || state.stamp().filter(stamp -> !stamp.id().equals(id)).isPresent());
    }
}
