package io.brfed.internal.direct;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TikvVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.5.8", "v6.5.11", "7.5.1", "8.0.0", "v8.5.0-alpha-12", "9.0.0-beta.2"})
    void knowsLeasesFromTheReleasesThatBroughtThem(String version) {
        assertThat(TikvVersion.knowsLeases(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.4.3", "6.1.7", "6.5.7", "6.6.0", "7.1.5", "7.5.0", "7.6.0"})
    void knowsNoLeasesBeforeThem(String version) {
        assertThat(TikvVersion.knowsLeases(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nightly", "8", "99999.1.1"})
    void aVersionThatCannotBeReadIsFoundOutWhenTheStoreIsAsked(String version) {
        assertThat(TikvVersion.knowsLeases(version)).isTrue();
        assertThat(TikvVersion.suspendsImports(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.4.3", "6.1.7", "v6.4.0"})
    void suspendsNoImportsBefore65(String version) {
        assertThat(TikvVersion.suspendsImports(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.5.0", "7.1.0", "8.0.0"})
    void suspendsImportsFrom65On(String version) {
        assertThat(TikvVersion.suspendsImports(version)).isTrue();
    }
}
