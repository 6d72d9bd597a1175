package io.brfed.examples.bench;

import io.brfed.api.StoreId;
import io.brfed.spi.Key;
import io.brfed.spi.RegionMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What the stores of a cluster of so many regions with three peers each say of them: store after store, by region id. Keys
 * are those of rows with random handles in tables of fifty thousand regions. Of every 64 regions one has been split and
 * one merged on two of its stores only, and every tenth has a peer that lags behind. Always the same.
 */
final class RegionStream {
    private static final int STORES = 12;
    private static final int PEERS = 3;
    private static final int PAGE = 1024;
    private static final int IDS_PER_REGION = 5;
    private static final int REGIONS_PER_TABLE = 50_000;
    private static final int HALF_WAY = 64;
    private static final int HALF_MERGED = 32;
    private static final int LAGGING = 10;
    private static final int VERSIONS = 300;
    private static final long STRIDE = 1L << 40;
    private static final long FIRST_PRIME = 982_451_653L;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int GROUP = 8;
    private static final byte FULL = (byte) 0xFF;
    private static final byte FULL_BUT_FIVE = (byte) 0xFA;

    private final int regions;

    RegionStream(int regions) {
        this.regions = regions;
    }

    /** Tells all of it, in pages. */
    void tell(BiConsumer<StoreId, List<RegionMeta>> reader) {
        for (int store = 0; store < STORES; store++) {
            StoreId id = new StoreId(store + 1);
            List<RegionMeta> page = new ArrayList<>(PAGE + 1);
            for (int at = 0; at < regions; at++) {
                // Regions that were split one after the other lie anywhere in the key space.
                int region = (int) (at * FIRST_PRIME % regions);
                int peer = peer(region, store);
                if (peer >= 0) {
                    addTo(page, region, at, peer);
                }
                if (page.size() >= PAGE) {
                    reader.accept(id, page);
                    page = new ArrayList<>(PAGE + 1);
                }
            }
            reader.accept(id, page);
        }
    }

    private static int peer(int region, int store) {
        int first = (int) (((region * MULTIPLIER) >>> 33) % STORES);
        int peer = store - first;
        peer = peer < 0 ? peer + STORES : peer;
        return peer < PEERS ? peer : -1;
    }

    private void addTo(List<RegionMeta> page, int region, int at, int peer) {
        boolean left = peer == PEERS - 1 && region + 1 < regions;
        if (left && region % HALF_WAY == 0) {
            page.add(meta(region, at, new Range(key(region), key(region + 2)), Age.OLD));
        } else if (left && region % HALF_WAY == HALF_MERGED) {
            Key middle = key(region, STRIDE - 1);
            page.add(meta(region, at, new Range(key(region), middle), Age.OLD));
            page.add(merged(region, at, new Range(middle, key(region + 1))));
        } else if (peer != PEERS - 1 || region % HALF_WAY != 1) {
            boolean lags = peer == PEERS - 1 && region % LAGGING == 0;
            page.add(meta(region, at, new Range(key(region), key(region + 1)), lags ? Age.LAGGING : Age.NEW));
        }
    }

    private record Range(Key start, Key end) {}

    private enum Age {
        NEW,
        LAGGING,
        OLD
    }

    private static RegionMeta meta(int region, int at, Range range, Age age) {
        long id = 2 + (long) at * IDS_PER_REGION;
        long mixed = region * MULTIPLIER;
        long version = 2 + (mixed >>> 40) % VERSIONS - (age == Age.OLD ? 1 : 0);
        long last = 10 + (mixed >>> 20 & 0xFFFFF) - (age == Age.NEW ? 0 : 3);
        return new RegionMeta(id, id + PEERS, 6 + (mixed >>> 60), last, 0, version, false, range.start(), range.end());
    }

    private static RegionMeta merged(int region, int at, Range range) {
        long id = 2 + (long) at * IDS_PER_REGION + PEERS + 1;
        return new RegionMeta(id, id, 6, 10 + region, 0, 1, false, range.start(), range.end());
    }

    private Key key(int region) {
        long random = (((region * MULTIPLIER) ^ 0x5DEECE66DL) * MULTIPLIER) >>> 25;
        return region == 0 || region >= regions ? Key.UNBOUNDED : key(region, random);
    }

    /** The key of a row as it is stored: groups of eight bytes, each with a mark of how many of them count. */
    private static Key key(int region, long beyond) {
        long table = 100L + region / REGIONS_PER_TABLE;
        long handle = region % REGIONS_PER_TABLE * STRIDE + beyond;
        byte[] bytes = new byte[3 * (GROUP + 1)];
        bytes[0] = 't';
        long sign = Long.MIN_VALUE;
        for (int i = 0; i < GROUP; i++) {
            put(bytes, 1 + i, (byte) ((table ^ sign) >>> (56 - i * GROUP)));
            put(bytes, 3 + GROUP + i, (byte) ((handle ^ sign) >>> (56 - i * GROUP)));
        }
        put(bytes, 1 + GROUP, (byte) '_');
        put(bytes, 2 + GROUP, (byte) 'r');
        bytes[GROUP] = FULL;
        bytes[2 * GROUP + 1] = FULL;
        bytes[3 * GROUP + 2] = FULL_BUT_FIVE;
        return Key.of(bytes);
    }

    private static void put(byte[] bytes, int at, byte value) {
        bytes[at + at / GROUP] = value;
    }
}
