package io.brfed.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** The packages of each module. No package is in two modules, so packages tell modules apart. */
final class Modules {
    static final String ROOT = "io.brfed";
    static final String[] API = {"io.brfed.api..", "io.brfed.plane..", "io.brfed.spi.."};
    static final String[] CORE = {"io.brfed", "io.brfed.internal.."};
    static final String[] ADAPTERS = {"io.brfed.k8s..", "io.brfed.aws..", "io.brfed.tikv.."};
    static final String KUBERNETES = "io.brfed.k8s..";
    static final String AWS = "io.brfed.aws..";

    /** What protoc makes of descriptions. */
    static final String GENERATED = "io.brfed.tikv.internal.wire..";

    static final String TESTKIT = "io.brfed.testkit..";
    static final String FOR_JUNIT = "io.brfed.testkit.junit..";
    static final String FOR_ASSERTJ = "io.brfed.testkit.assertj..";
    static final String CONTRACTS = "io.brfed.testkit.contract..";
    static final String EXAMPLES = "io.brfed.examples..";
    static final String INTERNAL = "..internal..";

    /** The packages whose signatures must not name a type of anybody else. */
    static final String[] PURE = {"io.brfed.api..", "io.brfed.plane..", "io.brfed.spi..", "io.brfed"};

    /** What users may import. */
    static final DescribedPredicate<JavaClass> EXPORTED =
            not(resideInAnyPackage(INTERNAL, EXAMPLES)).as("reside in exported packages");

    static final DescribedPredicate<JavaClass> LIBRARY =
            not(resideInAPackage(EXAMPLES)).as("reside in a library module");

    private Modules() {}
}
