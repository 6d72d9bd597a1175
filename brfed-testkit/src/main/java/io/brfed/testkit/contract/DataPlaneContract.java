package io.brfed.testkit.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link io.brfed.plane.DataPlane} does, as tests. To prove a data plane of your own, write a
 * {@link DataPlaneFixture} for it and inherit:
 *
 * <pre>{@code
 * class NotebookDataPlaneTest extends DataPlaneContract {
 *     protected DataPlaneFixture newFixture() {
 *         return new NotebookFixture();
 *     }
 * }
 * }</pre>
 *
 * A fixture stands up the plane's system, empty, and does to it what a plane cannot: lets a member report, puts something
 * foreign in its place, deletes it by hand, cuts it off. The examples of the project hold one that is complete, and a
 * plane that passes, as small as it can be: {@code NotebookFixture} and {@code NotebookDataPlane}.
 *
 * Each test gets a fixture of its own. The fake plane of the testkit and the operator plane pass it too.
 *
 * @since 0.1.0
 */
public abstract class DataPlaneContract {
    private DataPlaneFixture fixture;
    private ContractCalls backup;

    /** For implementations. */
    protected DataPlaneContract() {}

    /** A new plane with an empty system behind it; closed after the test. */
    protected abstract DataPlaneFixture newFixture();

    @BeforeEach
    final void open() {
        fixture = newFixture();
        backup = ContractCalls.backup(fixture);
    }

    @AfterEach
    final void close() {
        fixture.close();
    }

    @Nested
    @DisplayName("Creating and declaring")
    class Declaring implements DeclaringTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Keeping the stamp")
    class Stamps implements StampsTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Refusing a declaration: the state as found, unchanged")
    class Refusing implements RefusingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Accepting a decision")
    class Deciding implements DecidingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Observing")
    class Observing implements ObservingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("When the system cannot be reached")
    class CutOff implements CutOffTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Telling changes")
    class Telling implements TellingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Claiming the TidbCluster")
    class Claiming implements ClaimingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }

    @Nested
    @DisplayName("Deleting")
    class Deleting implements DeletingTopic {
        @Override
        public ContractCalls backup() {
            return backup;
        }
    }
}
