package io.brfed.testkit.junit;

import io.brfed.testkit.FakeFederation;
import io.brfed.testkit.FederationLayout;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** How the worlds of an extension are made and left; no seed means another one each time. */
record Settings(
        FederationLayout layout,
        OptionalLong seed,
        int journalLines,
        Duration settling,
        Consumer<FakeFederation> preparation) {

    Settings withLayout(FederationLayout value) {
        return new Settings(value, seed, journalLines, settling, preparation);
    }

    Settings withSeed(OptionalLong value) {
        return new Settings(layout, value, journalLines, settling, preparation);
    }

    Settings withJournalLines(int value) {
        return new Settings(layout, seed, value, settling, preparation);
    }

    Settings withSettling(Duration value) {
        return new Settings(layout, seed, journalLines, value, preparation);
    }

    Settings and(Consumer<FakeFederation> step) {
        return new Settings(layout, seed, journalLines, settling, preparation.andThen(step));
    }
}
