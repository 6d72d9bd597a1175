/** The entry, the protocols, the control loop. */
module io.brfed.core {
    requires transitive io.brfed.api;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires org.slf4j;

    exports io.brfed;
}
