package io.eligo.outbox;

import java.util.Arrays;
import java.util.UUID;

/**
 * Users, eight bytes each: a hash of 64 bits stands for one, so that of ten million users another one is taken for one of them once
 * in a million million. Not for more than one thread until all are added.
 */
final class UserHashes {
    private static final int PARTS = 256;
    private static final int FIRST = 64;

    private final long[][] parts = new long[PARTS][0];
    private final int[] sizes = new int[PARTS];

    void add(UUID user) {
        long hash = hash(user);
        int part = part(hash);
        if (sizes[part] == parts[part].length) {
            makeRoom(part);
        }
        parts[part][sizes[part]++] = hash;
    }

    // Many are named again and again: only for those that are different is there more room.
    private void makeRoom(int part) {
        sort(part);
        if (sizes[part] >= parts[part].length / 2) {
            parts[part] = Arrays.copyOf(parts[part], Math.max(FIRST, parts[part].length + parts[part].length / 2));
        }
    }

    /** To be called once all are added, before anybody asks. */
    UserHashes sorted() {
        for (int part = 0; part < PARTS; part++) {
            sort(part);
        }
        return this;
    }

    boolean contains(UUID user) {
        long hash = hash(user);
        int part = part(hash);
        return Arrays.binarySearch(parts[part], 0, sizes[part], hash) >= 0;
    }

    private void sort(int part) {
        long[] hashes = parts[part];
        Arrays.sort(hashes, 0, sizes[part]);
        int distinct = 0;
        for (int i = 0; i < sizes[part]; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        sizes[part] = distinct;
    }

    private static int part(long hash) {
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
