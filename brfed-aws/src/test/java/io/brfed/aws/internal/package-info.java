/** Tests over the wire: against servers of the testkit, and tagged {@code real-aws} against a server of somebody else. */
@NullMarked
package io.brfed.aws.internal;

import org.jspecify.annotations.NullMarked;
