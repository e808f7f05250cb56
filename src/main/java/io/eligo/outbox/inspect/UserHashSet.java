package io.eligo.outbox.inspect;

import io.eligo.platform.MurmurHash;
import java.util.Arrays;
import java.util.UUID;

/**
 * A set of users, eight bytes each: a 64-bit hash represents a user. With ten million users, another user is mistaken
 * for one of them once in a million million. Not thread-safe until all users are added.
 */
final class UserHashSet {
    private static final int PARTITIONS = 256;
    private static final int INITIAL_CAPACITY = 64;

    private final long[][] partitions = new long[PARTITIONS][0];
    private final int[] sizes = new int[PARTITIONS];

    void add(UUID user) {
        long hash = MurmurHash.of(user);
        int part = partition(hash);
        if (sizes[part] == partitions[part].length) {
            ensureCapacity(part);
        }
        partitions[part][sizes[part]++] = hash;
    }

    // Many users are added repeatedly, so the array only grows if it is half full of distinct hashes.
    private void ensureCapacity(int part) {
        sort(part);
        if (sizes[part] >= partitions[part].length / 2) {
            partitions[part] = Arrays.copyOf(
                    partitions[part],
                    Math.max(INITIAL_CAPACITY, partitions[part].length + partitions[part].length / 2));
        }
    }

    /** Sorts the set. Call it after all users are added and before {@link #contains}. */
    UserHashSet sorted() {
        for (int part = 0; part < PARTITIONS; part++) {
            sort(part);
        }
        return this;
    }

    boolean contains(UUID user) {
        long hash = MurmurHash.of(user);
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
}
