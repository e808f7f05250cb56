package io.eligo.grants.reconcile;

import io.eligo.platform.SetDigest;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Revocations of some users, eight bytes each: 64-bit hashes of user and offer. A set of a million revocations contains one of a
 * million other grants with the probability 1e-7. Used as a hold, it permits exactly the revocations in the set.
 */
public final class RevocationSet implements RevocationHold {
    public static final RevocationSet NONE = new RevocationSet(new long[0], SetDigest.EMPTY);

    private final long[] sortedHashes;
    private final SetDigest digest;

    private RevocationSet(long[] sortedHashes, SetDigest digest) {
        this.sortedHashes = sortedHashes;
        this.digest = digest;
    }

    /**
     * Restores a set from its {@link #hashes} and {@link #digest}.
     *
     * @param sortedHashes ascending; not copied
     */
    public static RevocationSet of(long[] sortedHashes, SetDigest digest) {
        return new RevocationSet(sortedHashes, digest);
    }

    static RevocationSet of(List<UnlockedDiff> users) {
        var numbers = new long
                [users.stream().mapToInt(user -> user.revokedOffers().length).sum()];
        int count = 0;
        SetDigest digest = SetDigest.EMPTY;
        for (UnlockedDiff user : users) {
            for (int offerNo : user.revokedOffers()) {
                SetDigest loss = SetDigest.of(user.userId(), offerNo);
                numbers[count++] = loss.high();
                digest = digest.plus(loss);
            }
        }
        Arrays.sort(numbers);
        return new RevocationSet(numbers, digest);
    }

    /** The hashes, ascending; the array must not be changed. */
    public long[] hashes() {
        return sortedHashes;
    }

    public SetDigest digest() {
        return digest;
    }

    /** Counts the revocations of {@code others} that this set does not contain. */
    public long countMissing(RevocationSet others) {
        return Arrays.stream(others.sortedHashes)
                .filter(loss -> Arrays.binarySearch(sortedHashes, loss) < 0)
                .count();
    }

    @Override
    public int[] selectRetained(UUID user, int[] revoked) {
        return IntStream.of(revoked)
                .filter(offerNo -> Arrays.binarySearch(
                                sortedHashes, SetDigest.of(user, offerNo).high())
                        < 0)
                .toArray();
    }
}
