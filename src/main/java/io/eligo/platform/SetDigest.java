package io.eligo.platform;

import static io.eligo.platform.MurmurHash.mix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;

/**
 * Digest of a set, independent of the order of its elements: the sum of their digests. Two different sets collide
 * once in 2^128.
 *
 * @param high the digest of a single element also serves as its 64-bit hash
 */
public record SetDigest(long high, long low) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    public static final SetDigest EMPTY = new SetDigest(0, 0);

    /** Digest of one grant. Mixed instead of hashed with SHA-256, because there may be tens of millions. */
    public static SetDigest of(UUID user, int offerNo) {
        long high = mix(user.getMostSignificantBits() + offerNo * GOLDEN);
        long low = mix(user.getLeastSignificantBits() + offerNo * GOLDEN);
        return new SetDigest(mix(high ^ user.getLeastSignificantBits()), mix(low ^ user.getMostSignificantBits()));
    }

    public static SetDigest of(String element) {
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(element.getBytes(StandardCharsets.UTF_8)));
        return new SetDigest(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 missing, although every Java platform must have it", e);
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
