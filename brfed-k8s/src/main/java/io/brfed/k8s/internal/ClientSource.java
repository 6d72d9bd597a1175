package io.brfed.k8s.internal;

import io.kubernetes.client.openapi.ApiClient;

/**
 * Where the official client for one API server comes from. Both methods are called on threads of the cluster, by several
 * at a time, and may block, for example on a credential plug-in.
 */
public interface ClientSource {
    /** The client to use now; asked before each request, so the same instance as long as nothing has changed. */
    ApiClient current();

    /** The client to use after the server refused the credentials of {@code refused} (HTTP 401). */
    ApiClient renewed(ApiClient refused);
}
