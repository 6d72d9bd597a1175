/** Values, reports, events, errors, the seam to data planes, and the interfaces hosts implement. */
module io.brfed.api {
    requires static transitive org.jspecify;

    exports io.brfed.api;
    exports io.brfed.plane;
    exports io.brfed.spi;
}
