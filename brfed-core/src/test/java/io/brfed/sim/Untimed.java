package io.brfed.sim;

import io.brfed.plane.DataPlane;
import io.brfed.plane.MemberState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A data plane whose members never say which timestamp they restore to. */
final class Untimed {
    private static final Set<String> TELLING = Set.of("declare", "observe");

    private Untimed() {}

    static DataPlane plane(DataPlane plane) {
        return (DataPlane) Proxy.newProxyInstance(
                Untimed.class.getClassLoader(), new Class<?>[] {DataPlane.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(plane, arguments);
                        return TELLING.contains(method.getName())
                                ? ((CompletionStage<?>) answer).thenApply(state -> untimed((MemberState) state))
                                : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static MemberState untimed(MemberState state) {
        if (state.stamp().isEmpty()) {
            return state;
        }
        MemberState.Builder copy =
                MemberState.of(state.member(), state.stamp().get()).reached(state.conditions());
        state.desired().ifPresent(copy::desired);
        state.createdAt().ifPresent(copy::createdAt);
        state.pause().ifPresent(copy::pause);
        return copy.build();
    }
}
