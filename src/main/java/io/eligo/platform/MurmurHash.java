package io.eligo.platform;

import java.util.UUID;

/** The finaliser of MurmurHash3: spreads random and time-ordered ids alike over 64 bits. */
public final class MurmurHash {
    public static long of(UUID id) {
        return mix(id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 31));
    }

    public static long mix(long key) {
        long mixed = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private MurmurHash() {}
}
