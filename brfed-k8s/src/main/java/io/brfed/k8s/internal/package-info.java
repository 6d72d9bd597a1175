/**
 * How the operator plane works inside: requests to one Kubernetes API server, watches, the member objects and what they
 * mean. Not for use from outside. Start with {@code MemberObjects} for what is written and {@code MemberReading} for what
 * is read.
 */
@NullMarked
package io.brfed.k8s.internal;

import org.jspecify.annotations.NullMarked;
