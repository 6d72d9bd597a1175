/** How the calls to AWS are made; start with {@link io.brfed.aws.internal.AwsThreads}. */
@NullMarked
package io.brfed.aws.internal;

import org.jspecify.annotations.NullMarked;
