package io.brfed.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the play of one member, one step after the other, whenever something changes or its time has come. */
final class MemberLane {

    private static final Logger LOG = LoggerFactory.getLogger(MemberLane.class);

    /** More steps in a row than any member needs; after them others get a turn. */
    private static final int STEPS = 200;

    private final OperatorEnvironment environment;
    private final ManagedObject member;
    private final Play play;
    private final Lane lane;
    private final Queue<Runnable> notices = new ConcurrentLinkedQueue<>();
    private Runnable cancelTimer = () -> {};
    private boolean ended;

    MemberLane(OperatorEnvironment environment, ManagedObject member, Play play) {
        this.environment = environment;
        this.member = member;
        this.play = play;
        this.lane = new Lane(environment.runtime(), this::run);
    }

    void offer(ObjectNode seen) {
        member.offer(seen);
        lane.wake();
    }

    void wake() {
        lane.wake();
    }

    void jobDeleted(String uid) {
        notice(() -> play.jobDeleted(uid));
    }

    void podDeleted(String name) {
        notice(() -> play.podDeleted(name));
    }

    void memberGone() {
        notice(this::end);
    }

    private void notice(Runnable notice) {
        notices.add(notice);
        lane.wake();
    }

    private void run() {
        cancelTimer.run();
        try {
            for (Runnable notice = notices.peek(); notice != null; notice = notices.peek()) {
                notice.run();
                notices.remove();
            }
            member.settle();
            steps();
        } catch (ObjectGoneException e) {
            end();
        } catch (JobRefusedException e) {
            refused(e);
        } catch (ServerUnavailableException e) {
            LOG.debug("{} {} is tried again: {}", member.kind().kind(), member.name(), e.getMessage());
            again(environment.settings().retryInterval());
        } catch (RuntimeException e) {
            LOG.error(
                    "the simulation of {} {} has a fault; it is tried again",
                    member.kind().kind(),
                    member.name(),
                    e);
            again(environment.settings().retryInterval());
        }
    }

    private void steps() {
        for (int count = 0; count < STEPS && !ended; count++) {
            Step step = play.step();
            if (!step.done()) {
                if (step.timed()) {
                    again(step.delay());
                }
                return;
            }
        }
        if (!ended) {
            lane.wake();
        }
    }

    private void refused(JobRefusedException refusal) {
        try {
            play.jobRefused(refusal.detail());
        } catch (ObjectGoneException e) {
            end();
        } catch (ServerUnavailableException e) {
            LOG.debug("{} {} is tried again: {}", member.kind().kind(), member.name(), e.getMessage());
        }
        again(environment.settings().retryInterval());
    }

    private void again(Duration delay) {
        cancelTimer = environment.runtime().later(delay, lane::wake);
    }

    /** Pods and jobs go with their member; what the server did not take, it is asked for once. */
    private void end() {
        if (!ended) {
            ended = true;
            try {
                play.memberGone();
            } catch (ServerUnavailableException | ObjectGoneException e) {
                LOG.debug("jobs of {} were not deleted: {}", member.name(), e.getMessage());
            }
        }
    }
}
