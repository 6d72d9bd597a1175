package io.brfed.testkit.kubernetes;

import java.time.Clock;
import java.time.Duration;

/**
 * Settings of one server, as its builder was given them.
 *
 * @param name what messages call the server
 * @param clock where timestamps come from
 * @param historyLimit number of writes that a watch can go back
 * @param bookmarkInterval how often a quiet watch gets a bookmark
 * @param checkNamespaces whether objects can be created in existing namespaces only
 * @param collectGarbage whether objects go with their owners
 * @param gone how a watch from a forgotten version is refused
 */
record ServerSettings(
        String name,
        Clock clock,
        int historyLimit,
        Duration bookmarkInterval,
        boolean checkNamespaces,
        boolean collectGarbage,
        Gone gone) {}
