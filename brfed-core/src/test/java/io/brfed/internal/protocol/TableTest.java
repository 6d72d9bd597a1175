package io.brfed.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {
    private enum Light {
        RED,
        AMBER,
        GREEN,
        OFF
    }

    private static final Situation ANY = Situations.backup("a").build();

    @Test
    void walksThroughEveryRowWhoseFactHolds() {
        Table<Light> table = lights().row(Light.RED, "soon", situation -> true, Light.AMBER)
                .row(Light.AMBER, "now", situation -> true, Light.GREEN)
                .row(Light.GREEN, "never", situation -> false, Light.OFF)
                .build();

        assertThat(table.walk(ANY)).extracting(Table.Row::to).containsExactly(Light.AMBER, Light.GREEN);
        assertThat(table.end(table.walk(ANY))).isEqualTo(Light.GREEN);
    }

    @Test
    void staysInTheFirstStateWhenNoFactHolds() {
        Table<Light> table =
                lights().row(Light.RED, "never", situation -> false, Light.OFF).build();

        assertThat(table.walk(ANY)).isEmpty();
        assertThat(table.end(table.walk(ANY))).isEqualTo(Light.RED);
    }

    @Test
    void triesRowsInTheOrderInWhichTheyWereAdded() {
        Table<Light> table = lights().row(Light.RED, "broken", situation -> true, Light.OFF)
                .row(Light.RED, "soon", situation -> true, Light.AMBER)
                .build();

        assertThat(table.end(table.walk(ANY))).isEqualTo(Light.OFF);
    }

    @Test
    void refusesTwoRowsBetweenTheSameStates() {
        Table.Builder<Light> builder = lights().row(Light.RED, "soon", situation -> true, Light.AMBER);

        assertThatThrownBy(() -> builder.row(Light.RED, "later", situation -> true, Light.AMBER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two rows lead from RED to AMBER or say 'later'");
    }

    @Test
    void refusesTwoRowsOutOfOneStateThatSayTheSame() {
        Table.Builder<Light> builder = lights().row(Light.RED, "soon", situation -> true, Light.AMBER);

        assertThatThrownBy(() -> builder.row(Light.RED, "soon", situation -> true, Light.GREEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two rows lead from RED to GREEN or say 'soon'");
    }

    @Test
    void permitsTheSameWordsOutOfDifferentStates() {
        Table<Light> table = lights().row(Light.RED, "broken", situation -> true, Light.OFF)
                .row(Light.AMBER, "broken", situation -> true, Light.OFF)
                .build();

        assertThat(table.rows()).hasSize(2);
    }

    @Test
    void refusesARowOutOfAFinalState() {
        Table.Builder<Light> builder = lights();

        assertThatThrownBy(() -> builder.row(Light.OFF, "mended", situation -> true, Light.RED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row leads out of the final state OFF");
    }

    @Test
    void noticesThatItRunsInCircles() {
        Table<Light> table = lights().row(Light.RED, "soon", situation -> true, Light.AMBER)
                .row(Light.AMBER, "wait", situation -> true, Light.RED)
                .build();

        assertThatThrownBy(() -> table.walk(ANY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the table runs in circles: [RED --> AMBER: soon, AMBER --> RED: wait");
    }

    @Test
    void drawsItself() {
        Table<Light> table = lights().row(Light.RED, "soon", situation -> true, Light.AMBER)
                .row(Light.AMBER, "broken", situation -> true, Light.OFF)
                .build();

        assertThat(table.diagram()).isEqualTo("""
                        stateDiagram-v2
                            [*] --> RED
                            RED --> AMBER: soon
                            AMBER --> OFF: broken
                            OFF --> [*]
                        """);
    }

    private static Table.Builder<Light> lights() {
        return Table.from(Light.RED, Set.of(Light.OFF));
    }
}
