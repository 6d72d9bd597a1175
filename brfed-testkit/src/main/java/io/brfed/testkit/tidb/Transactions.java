package io.brfed.testkit.tidb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The users: transfers between accounts of different regions, and imports. Their sum is the canonical history. */
final class Transactions {
    static final int MAX_FILES = 64;
    private static final long STEP = 10 * ClusterState.MILLI;
    private static final long MEAN_THINKING = 150 * ClusterState.MILLI;
    private static final long MEAN_IMPORT_GAP = 6 * ClusterState.SECOND;
    private static final long FIRST_RETRY = 20 * ClusterState.MILLI;
    private static final int MOST_DOUBLINGS = 12;
    private static final int LOCK_TRIES = 8;
    private static final int CHOICES = 6;
    private static final int MOST_MOVED = 9;

    private final ClusterState world;
    private final List<Transaction> all = new ArrayList<>();
    private final List<Transaction> open = new ArrayList<>();
    private final boolean[] held;
    private int planned;
    private int files;

    Transactions(ClusterState world) {
        this.world = world;
        this.held = new boolean[world.settings.accounts()];
    }

    /** Spreads the random transactions over the span. */
    void planRandom() {
        for (int i = 0; i < world.settings.transactions(); i++) {
            all.add(NOT_CHOSEN);
            world.plan(world.chance.nextLong(world.settings.span() + 1), Happening.TRANSACTION, planned++);
        }
        world.plan(world.around(MEAN_IMPORT_GAP), Happening.INGEST, 0);
    }

    private static final Transaction NOT_CHOSEN = new Transaction(0, 0, 0);

    List<Transaction> all() {
        return all;
    }

    List<Transaction> open() {
        return open;
    }

    /** Begins a transfer now; refused while another transaction holds one of the accounts. */
    boolean transfer(int from, int to, long amount) {
        if (held[from] || held[to]) {
            return false;
        }
        all.add(NOT_CHOSEN);
        begin(planned++, new Transaction(from, to, amount));
        return true;
    }

    /** Uploads a file for one account now and proposes it after a moment. */
    boolean importInto(int account, long amount) {
        if (held[account] || files == MAX_FILES) {
            return false;
        }
        all.add(NOT_CHOSEN);
        begin(planned++, new Transaction(Transaction.NO_ACCOUNT, account, amount));
        return true;
    }

    void ingest() {
        if (world.now < world.spanEnd) {
            importInto(world.chance.nextInt(world.settings.accounts()), 1 + world.chance.nextInt(MOST_MOVED));
            world.plan(world.around(MEAN_IMPORT_GAP), Happening.INGEST, 0);
        }
    }

    void step(int number) {
        Transaction transaction = all.get(number);
        if (transaction == NOT_CHOSEN) {
            choose(number);
        } else if (transaction.isImport()) {
            advanceImport(number, transaction);
        } else {
            advance(number, transaction);
        }
    }

    private void choose(int number) {
        int accounts = held.length;
        for (int i = 0; i < CHOICES; i++) {
            int from = world.chance.nextInt(accounts);
            int to = world.chance.nextInt(accounts);
            boolean across = i == CHOICES - 1 || world.owner[from] != world.owner[to];
            if (from != to && across && !held[from] && !held[to]) {
                begin(number, new Transaction(from, to, 1 + world.chance.nextInt(MOST_MOVED)));
                return;
            }
        }
        world.plan(MEAN_THINKING, Happening.TRANSACTION, number);
    }

    private void begin(int number, Transaction transaction) {
        all.set(number, transaction);
        open.add(transaction);
        held[transaction.to] = true;
        transaction.startTs = world.tso.next(world.now);
        if (transaction.isImport()) {
            transaction.file = files++;
            upload(transaction);
            again(number);
        } else {
            held[transaction.from] = true;
            advance(number, transaction);
        }
    }

    private void advance(int number, Transaction transaction) {
        boolean moved = switch (transaction.stage) {
            case LOCKING -> lock(transaction);
            case LOCKED -> commit(transaction);
            case COMMITTING -> commitSecond(transaction);
            case COMMITTED -> finish(transaction);
            case DONE -> true;
        };
        if (transaction.stage == Transaction.Stage.DONE) {
            return;
        }
        if (moved) {
            transaction.tries = 0;
            again(number);
        } else if (transaction.stage == Transaction.Stage.LOCKING && transaction.tries == LOCK_TRIES) {
            end(transaction);
        } else {
            later(number, transaction);
        }
    }

    private boolean lock(Transaction transaction) {
        Region from = writable(transaction.from);
        Region to = writable(transaction.to);
        if (from == null || to == null) {
            return false;
        }
        transaction.fromRegion = from.index;
        transaction.fromIndex = from.append(Entry.PREWRITE, transaction.from, world.now);
        wrote(from);
        transaction.toRegion = to.index;
        transaction.toIndex = to.append(Entry.PREWRITE, transaction.to, world.now);
        wrote(to);
        transaction.stage = Transaction.Stage.LOCKED;
        return true;
    }

    private boolean commit(Transaction transaction) {
        if (lost(transaction.fromRegion, transaction.fromIndex) || lost(transaction.toRegion, transaction.toIndex)) {
            transaction.stage = Transaction.Stage.LOCKING;
            return false;
        }
        boolean locked = applied(transaction.fromRegion, transaction.fromIndex)
                && applied(transaction.toRegion, transaction.toIndex);
        if (!locked || writable(transaction.from) == null) {
            return false;
        }
        transaction.commitTs = world.tso.next(world.now);
        writeFirst(transaction);
        transaction.stage = Transaction.Stage.COMMITTING;
        return true;
    }

    private void writeFirst(Transaction transaction) {
        Region region = world.ownerOf(transaction.from);
        transaction.fromRegion = region.index;
        transaction.fromIndex = write(region, Entry.COMMIT, transaction, transaction.from);
    }

    private boolean commitSecond(Transaction transaction) {
        if (lost(transaction.fromRegion, transaction.fromIndex)) {
            if (writable(transaction.from) != null) {
                writeFirst(transaction);
            }
            return false;
        }
        if (!applied(transaction.fromRegion, transaction.fromIndex)) {
            return false;
        }
        Region to = writable(transaction.to);
        if (to == null) {
            return false;
        }
        writeSecond(transaction, to);
        transaction.stage = Transaction.Stage.COMMITTED;
        return true;
    }

    private void writeSecond(Transaction transaction, Region region) {
        transaction.toRegion = region.index;
        transaction.toIndex = write(region, Entry.COMMIT, transaction, transaction.to);
    }

    private boolean finish(Transaction transaction) {
        if (lost(transaction.toRegion, transaction.toIndex)) {
            Region to = writable(transaction.to);
            if (to != null) {
                writeSecond(transaction, to);
            }
            return false;
        }
        if (!applied(transaction.toRegion, transaction.toIndex)) {
            return false;
        }
        end(transaction);
        transaction.stage = Transaction.Stage.DONE;
        return true;
    }

    private void upload(Transaction transaction) {
        Region region = world.ownerOf(transaction.to);
        transaction.confVer = region.confVer;
        transaction.version = region.version;
        transaction.toRegion = region.index;
        long stores = region.voters | region.learners;
        for (int i = 0; i < world.nodeCount; i++) {
            if (Replication.contains(stores, i)) {
                world.nodes[i].files |= 1L << transaction.file;
            }
        }
    }

    private void advanceImport(int number, Transaction transaction) {
        switch (transaction.stage) {
            case LOCKING -> ingest(transaction);
            case COMMITTING -> finishImport(transaction);
            default -> throw new IllegalStateException("an import is never " + transaction.stage);
        }
        if (transaction.stage == Transaction.Stage.LOCKING && transaction.tries == LOCK_TRIES) {
            end(transaction);
        } else if (transaction.stage != Transaction.Stage.DONE) {
            later(number, transaction);
        }
    }

    private void ingest(Transaction transaction) {
        Region region = writable(transaction.to);
        if (region == null || region.pending() || !world.operators.accepts(region, Entry.INGEST)) {
            return;
        }
        boolean same = region.index == transaction.toRegion
                && region.confVer == transaction.confVer
                && region.version == transaction.version;
        if (!same) {
            upload(transaction);
            return;
        }
        transaction.commitTs = world.tso.next(world.now);
        transaction.toIndex = write(region, Entry.INGEST, transaction, transaction.to);
        region.arguments[transaction.toIndex] = transaction.file;
        transaction.stage = Transaction.Stage.COMMITTING;
        transaction.tries = 0;
    }

    private void finishImport(Transaction transaction) {
        if (lost(transaction.toRegion, transaction.toIndex)) {
            transaction.stage = Transaction.Stage.LOCKING;
        } else if (applied(transaction.toRegion, transaction.toIndex)) {
            end(transaction);
            transaction.stage = Transaction.Stage.DONE;
        }
    }

    private int write(Region region, byte type, Transaction transaction, int account) {
        int index = region.append(type, account, world.now);
        long change = account == transaction.to ? transaction.amount : -transaction.amount;
        long value = world.versions.newestValue(account) + change;
        world.versions.put(world.versions.mark(account, region, index), transaction.commitTs, value);
        wrote(region);
        return index;
    }

    private static void wrote(Region region) {
        Peer leader = region.leader;
        if (leader != null) {
            leader.persisted = region.last;
        }
    }

    private boolean lost(int region, int index) {
        return world.region(region).types[index] == Entry.VOID;
    }

    private boolean applied(int region, int index) {
        return world.replication.applied(world.region(region), index);
    }

    private @Nullable Region writable(int account) {
        Region region = world.ownerOf(account);
        world.replication.settle(region);
        // A split or merge that was just applied may have given the account to another region.
        Region owner = world.ownerOf(account);
        return owner == region && region.writable() && world.leadership.leaderIfUp(region) != null ? region : null;
    }

    private void end(Transaction transaction) {
        open.remove(transaction);
        held[transaction.to] = false;
        if (!transaction.isImport()) {
            held[transaction.from] = false;
        }
    }

    private void again(int number) {
        long thinking = world.settings.scripted() ? 0 : world.around(MEAN_THINKING);
        world.plan(2 * STEP + thinking, Happening.TRANSACTION, number);
    }

    private void later(int number, Transaction transaction) {
        transaction.tries++;
        long delay = FIRST_RETRY << Math.min(transaction.tries - 1, MOST_DOUBLINGS);
        world.plan(delay, Happening.TRANSACTION, number);
    }

    /** The least start of a transaction that may have locks. */
    long oldestStart(long otherwise) {
        long oldest = otherwise;
        for (int i = 0; i < open.size(); i++) {
            oldest = Math.min(oldest, open.get(i).startTs);
        }
        return oldest;
    }

    /** The balance of every account at a timestamp, by the canonical history. */
    long[] replay(long timestamp) {
        long[] balances = new long[held.length];
        Arrays.fill(balances, Settings.BALANCE);
        for (int i = 0; i < all.size(); i++) {
            Transaction transaction = all.get(i);
            boolean counts =
                    transaction.isImport() ? transaction.stage == Transaction.Stage.DONE : transaction.committed();
            if (counts && transaction.commitTs <= timestamp) {
                balances[transaction.to] += transaction.amount;
                if (!transaction.isImport()) {
                    balances[transaction.from] -= transaction.amount;
                }
            }
        }
        return balances;
    }
}
