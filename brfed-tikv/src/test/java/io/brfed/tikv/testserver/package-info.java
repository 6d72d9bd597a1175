/** Tests of the servers for tests: that they refuse what the published ones refuse. */
@NullMarked
package io.brfed.tikv.testserver;

import org.jspecify.annotations.NullMarked;
