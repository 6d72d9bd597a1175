package io.brfed.testkit.kubernetes;

/**
 * What one server consists of.
 *
 * @param settings its settings
 * @param kinds the kinds it knows
 * @param store its objects
 * @param writes the rules for changing them
 * @param watches its open watches
 * @param journal what it was asked
 * @param logs what pods have written
 * @param access who may do what
 * @param tokens the bearer tokens it accepts
 * @param front its listening side
 * @param faults how it misbehaves
 * @param router what finds the answer
 */
record ServerParts(
        ServerSettings settings,
        ResourceKinds kinds,
        ObjectStore store,
        ResourceWrites writes,
        WatchHub watches,
        RequestJournal journal,
        PodLogs logs,
        AccessRules access,
        Tokens tokens,
        HttpFront front,
        Faults faults,
        ApiRouter router) {

    /** Puts a server together; it has a port, but does not serve yet. */
    static ServerParts assemble(ServerSettings settings, ResourceKinds kinds) {
        ObjectStore store = new ObjectStore(settings.historyLimit());
        ResourceWrites writes = new ResourceWrites(store, settings);
        WatchHub watches = new WatchHub(store, settings);
        PodLogs logs = new PodLogs();
        AccessRules access = new AccessRules();
        Tokens tokens = new Tokens();
        HttpFront front = new HttpFront(settings.name());
        return new ServerParts(
                settings,
                kinds,
                store,
                writes,
                watches,
                new RequestJournal(),
                logs,
                access,
                tokens,
                front,
                new Faults(watches, tokens, front),
                new ApiRouter(kinds, store, writes, new ApiRouter.Sides(access, logs)));
    }
}
