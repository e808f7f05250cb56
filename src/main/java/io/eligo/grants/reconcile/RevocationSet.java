package io.eligo.grants.reconcile;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Grants that some users would lose, eight bytes each: a number made of the user and the offer stands for one, so that of a million
 * others one is taken for one of a million once in ten million times. As a filter it lets these go and nothing else.
 */
public final class RevocationSet implements RevocationFilter {
    public static final RevocationSet NONE = new RevocationSet(new long[0], SetDigest.EMPTY);

    private final long[] sortedHashes;
    private final SetDigest digest;

    private RevocationSet(long[] ascending, SetDigest digest) {
        this.sortedHashes = ascending;
        this.digest = digest;
    }

    /** As {@link #hashes} and {@link #digest} told them. */
    public static RevocationSet of(long[] ascending, SetDigest digest) {
        return new RevocationSet(ascending, digest);
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

    /** Ascending; not to be changed. */
    public long[] hashes() {
        return sortedHashes;
    }

    public SetDigest digest() {
        return digest;
    }

    /** How many of the others are not among these. */
    public long countMissing(RevocationSet others) {
        return Arrays.stream(others.sortedHashes)
                .filter(loss -> Arrays.binarySearch(sortedHashes, loss) < 0)
                .count();
    }

    @Override
    public int[] selectRetained(UUID user, int[] going) {
        return IntStream.of(going)
                .filter(offerNo -> Arrays.binarySearch(
                                sortedHashes, SetDigest.of(user, offerNo).high())
                        < 0)
                .toArray();
    }
}
