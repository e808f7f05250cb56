package io.eligo.outbox.inspect;

import java.util.Arrays;
import java.util.UUID;

/**
 * Users, eight bytes each: a hash of 64 bits stands for one, so that of ten million users another one is taken for one of them once
 * in a million million. Not for more than one thread until all are added.
 */
final class UserHashSet {
    private static final int PARTITIONS = 256;
    private static final int INITIAL_CAPACITY = 64;

    private final long[][] partitions = new long[PARTITIONS][0];
    private final int[] sizes = new int[PARTITIONS];

    void add(UUID user) {
        long hash = hash(user);
        int part = partition(hash);
        if (sizes[part] == partitions[part].length) {
            ensureCapacity(part);
        }
        partitions[part][sizes[part]++] = hash;
    }

    // Many are named again and again: only for those that are different is there more room.
    private void ensureCapacity(int part) {
        sort(part);
        if (sizes[part] >= partitions[part].length / 2) {
            partitions[part] = Arrays.copyOf(
                    partitions[part],
                    Math.max(INITIAL_CAPACITY, partitions[part].length + partitions[part].length / 2));
        }
    }

    /** To be called once all are added, before anybody asks. */
    UserHashSet sorted() {
        for (int part = 0; part < PARTITIONS; part++) {
            sort(part);
        }
        return this;
    }

    boolean contains(UUID user) {
        long hash = hash(user);
        int part = partition(hash);
        return Arrays.binarySearch(partitions[part], 0, sizes[part], hash) >= 0;
    }

    private void sort(int part) {
        long[] hashes = partitions[part];
        Arrays.sort(hashes, 0, sizes[part]);
        int distinct = 0;
        for (int i = 0; i < sizes[part]; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        sizes[part] = distinct;
    }

    private static int partition(long hash) {
        return (int) (hash >>> Long.SIZE - Byte.SIZE);
    }

    // The finaliser of MurmurHash3: random and time-ordered ids spread alike.
    private static long hash(UUID user) {
        long hash = user.getMostSignificantBits() ^ Long.rotateLeft(user.getLeastSignificantBits(), 31);
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
