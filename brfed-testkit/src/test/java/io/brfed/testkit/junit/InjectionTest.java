package io.brfed.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brfed.plane.Cluster;
import io.brfed.testkit.DriverProcess;
import io.brfed.testkit.FakeDataPlane;
import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.Journal;
import io.brfed.testkit.VirtualTime;
import io.brfed.testkit.tidb.FakeTidbCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class InjectionTest {
    @Test
    void everyKindOfParameterIsOfTheOneWorld() {
        Ran.sample(Everything.class).passed(2);
    }

    @Test
    void everyTestHasItsOwnWorldInNestedClassesToo() {
        Ran.sample(Outer.class).passed(4);
    }

    @Test
    void aNestedClassMayHaveSettingsOfItsOwn() {
        Ran.sample(OverriddenInside.class).passed(3);
    }

    @Test
    void worldsArePrepared() {
        Ran.sample(Prepared.class).passed(1);
    }

    @Test
    void aPlaneWithoutAClusterIsRefused() {
        assertThat(Ran.sample(PlaneOfNobody.class).failure())
                .hasMessage("no value for parameter 'plane' of type FakeDataPlane of asksForAPlane:"
                        + " say whose plane it is, for example @InCluster(\"k8s-a\")");
    }

    @Test
    void aPlaneOfAClusterThatDoesNotExistIsRefused() {
        assertThat(Ran.sample(PlaneOfAStranger.class).failure())
                .hasMessage("no value for parameter 'plane' of type FakeDataPlane of asksForAPlane:"
                        + " no cluster 'east'; there are [k8s-a, k8s-b, k8s-c]");
    }

    @Test
    void aListOfAnythingElseIsLeftToOthers() {
        assertThat(Ran.sample(OtherList.class).failure()).hasMessageContaining("No ParameterResolver registered");
    }

    @Test
    void thereIsNoWorldBeforeAllTests() {
        assertThat(Ran.sample(BeforeTests.class).failure())
                .hasMessageStartingWith("no value for parameter 'federation' of type FakeFederation of before:"
                        + " each test has a world of its own;");
    }

    @Test
    void thereIsNoWorldForTheOneInstanceOfAllTests() {
        assertThat(Ran.sample(OneInstance.class).failure()).hasMessageContaining("each test has a world of its own;");
    }

    @ExtendWith(FederationExtension.class)
    static class Everything {
        private final FakeFederation federation;

        Everything(FakeFederation federation) {
            this.federation = federation;
        }

        @BeforeEach
        void isTheSameBefore(FakeFederation before) {
            assertThat(before).isSameAs(federation);
        }

        @AfterEach
        void isTheSameAfter(FakeFederation after) {
            assertThat(after).isSameAs(federation);
        }

        @Test
        void hasTheSameTidbClusterAndJournal(FakeTidbCluster tidb, Journal journal) {
            assertThat(tidb).isSameAs(federation.tidb());
            assertThat(journal).isSameAs(federation.journal());
        }

        @Test
        void isTheSame(VirtualTime time, List<Cluster> clusters, @InCluster("k8s-b") FakeDataPlane b) {
            assertThat(time).isSameAs(federation.time());
            assertThat(clusters).hasToString("[k8s-a/tidb/prod, k8s-b/tidb/prod, k8s-c/tidb/prod]");
            assertThat(b).isSameAs(federation.plane("k8s-b"));
        }

        @BeforeEach
        void processesDiffer(DriverProcess first, DriverProcess second) {
            first.kill();
            assertThat(second.alive()).isTrue();
        }
    }

    @ExtendWith(FederationExtension.class)
    static class Outer {
        @BeforeEach
        void timeStandsAtItsBeginning(VirtualTime time) {
            assertThat(time.elapsed()).isZero();
            time.advance(Duration.ofHours(1));
        }

        @Test
        void one(VirtualTime time) {
            assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
        }

        @Test
        void two(VirtualTime time) {
            assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
        }

        @Nested
        class Inner {
            @Test
            void three(VirtualTime time) {
                assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
            }

            @Test
            void four(VirtualTime time) {
                assertThat(time.elapsed()).isEqualTo(Duration.ofHours(1));
            }
        }
    }

    static class OverriddenInside {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(2);

        @Test
        void hasTwo(FakeFederation federation) {
            assertThat(federation.planes()).hasSize(2);
        }

        @Nested
        class Static {
            @RegisterExtension
            static final FederationExtension WORLD = FederationExtension.of(5);

            @Test
            void hasFive(FakeFederation federation) {
                assertThat(federation.planes()).hasSize(5);
            }
        }

        @Nested
        class OfTheInstance {
            @RegisterExtension
            final FederationExtension world = FederationExtension.of(7);

            @Test
            void hasSeven(FakeFederation federation) {
                assertThat(federation.planes()).hasSize(7);
            }
        }
    }

    static class Prepared {
        @RegisterExtension
        static final FederationExtension WORLD = FederationExtension.of(1)
                .prepared(federation -> federation.plane("k8s-a").fingerprint("first"))
                .prepared(federation -> federation.plane("k8s-a").fingerprint("second"));

        @Test
        void inOrder(@InCluster("k8s-a") FakeDataPlane plane) {
            assertThat(plane.fingerprint()).isEqualTo("second");
        }
    }

    @ExtendWith(FederationExtension.class)
    static class PlaneOfNobody {
        @Test
        void asksForAPlane(FakeDataPlane plane) {
            throw new AssertionError("never called with " + plane);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class PlaneOfAStranger {
        @Test
        void asksForAPlane(@InCluster("east") FakeDataPlane plane) {
            throw new AssertionError("never called with " + plane);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class OtherList {
        @Test
        void asksForStrings(List<String> strings) {
            throw new AssertionError("never called with " + strings);
        }
    }

    @ExtendWith(FederationExtension.class)
    static class BeforeTests {
        @BeforeAll
        static void before(FakeFederation federation) {
            assertThat(federation.planes()).as("planes where there is no world").isEmpty();
        }

        @Test
        void isNotReached() {
            assertThat(false).as("called").isTrue();
        }
    }

    @ExtendWith(FederationExtension.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        OneInstance(FakeFederation federation) {
            assertThat(federation.planes()).as("planes where there is no world").isEmpty();
        }

        @Test
        void isNotReached() {
            assertThat(false).as("called").isTrue();
        }
    }
}
