package io.brfed.testkit.junit;

import io.brfed.plane.Cluster;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.Journal;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a test may take as a parameter. */
final class Parameters {
    private static final Map<Class<?>, BiFunction<Parameter, FakeFederation, Object>> KNOWN = Map.of(
            FakeFederation.class, (parameter, federation) -> federation,
            VirtualTime.class, (parameter, federation) -> federation.time(),
            FakeTidbCluster.class, (parameter, federation) -> federation.tidb(),
            Journal.class, (parameter, federation) -> federation.journal(),
            DriverProcess.class, (parameter, federation) -> federation.newProcess(),
            FakeDataPlane.class, Parameters::plane,
            List.class, (parameter, federation) -> federation.clusters());

    private Parameters() {}

    static boolean known(Parameter parameter) {
        return parameter.getType() == List.class
                ? isOfClusters(parameter.getParameterizedType())
                : KNOWN.containsKey(parameter.getType());
    }

    static Object value(Parameter parameter, FakeFederation federation) {
        BiFunction<Parameter, FakeFederation, Object> source = KNOWN.get(parameter.getType());
        if (source == null) {
            throw refused(parameter, "its type is not one of " + KNOWN.keySet());
        }
        return source.apply(parameter, federation);
    }

    static ParameterResolutionException refused(Parameter parameter, String why) {
        return new ParameterResolutionException("no value for parameter '" + parameter.getName() + "' of type "
                + parameter.getType().getSimpleName() + " of "
                + parameter.getDeclaringExecutable().getName() + ": " + why);
    }

    private static FakeDataPlane plane(Parameter parameter, FakeFederation federation) {
        InCluster cluster = parameter.getAnnotation(InCluster.class);
        if (cluster == null) {
            throw refused(parameter, "say whose plane it is, for example @InCluster(\"k8s-a\")");
        }
        try {
            return federation.plane(cluster.value());
        } catch (IllegalArgumentException unknown) {
            throw refused(parameter, String.valueOf(unknown.getMessage()));
        }
    }

    private static boolean isOfClusters(Type type) {
        return type instanceof ParameterizedType list && list.getActualTypeArguments()[0] == Cluster.class;
    }
}
