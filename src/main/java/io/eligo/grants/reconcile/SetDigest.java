package io.eligo.grants.reconcile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;

/**
 * The digest of a set, in whatever order its elements are added: the sum of theirs. Two sets that differ by
 * accident share it once in 2^128.
 *
 * @param high of one element also the number by which it is found among others
 */
public record SetDigest(long high, long low) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    public static final SetDigest EMPTY = new SetDigest(0, 0);

    /** Of one grant. Mixed instead of hashed: there may be tens of millions. */
    static SetDigest of(UUID user, int offerNo) {
        long high = mix(user.getMostSignificantBits() + offerNo * GOLDEN);
        long low = mix(user.getLeastSignificantBits() + offerNo * GOLDEN);
        return new SetDigest(mix(high ^ user.getLeastSignificantBits()), mix(low ^ user.getMostSignificantBits()));
    }

    // The finaliser of MurmurHash3.
    private static long mix(long key) {
        long mixed = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    public static SetDigest of(String element) {
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(element.getBytes(StandardCharsets.UTF_8)));
        return new SetDigest(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public SetDigest plus(SetDigest other) {
        return new SetDigest(high + other.high, low + other.low);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }
}
