package io.eligo.grants;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Grants that some users would lose, eight bytes each: a number made of the user and the offer stands for one, so that of a million
 * others one is taken for one of a million once in ten million times. As a filter it lets these go and nothing else.
 */
public final class Losses implements RevocationFilter {
    public static final Losses NONE = new Losses(new long[0], SetDigest.EMPTY);

    private final long[] ascending;
    private final SetDigest digest;

    private Losses(long[] ascending, SetDigest digest) {
        this.ascending = ascending;
        this.digest = digest;
    }

    /** As {@link #numbers} and {@link #digest} told them. */
    public static Losses of(long[] ascending, SetDigest digest) {
        return new Losses(ascending, digest);
    }

    static Losses of(List<Compared> users) {
        var numbers =
                new long[users.stream().mapToInt(user -> user.going().length).sum()];
        int count = 0;
        SetDigest digest = SetDigest.EMPTY;
        for (Compared user : users) {
            for (int offerNo : user.going()) {
                SetDigest loss = SetDigest.of(user.userId(), offerNo);
                numbers[count++] = loss.high();
                digest = digest.plus(loss);
            }
        }
        Arrays.sort(numbers);
        return new Losses(numbers, digest);
    }

    /** Ascending; not to be changed. */
    public long[] numbers() {
        return ascending;
    }

    public SetDigest digest() {
        return digest;
    }

    /** How many of the others are not among these. */
    public long missing(Losses others) {
        return Arrays.stream(others.ascending)
                .filter(loss -> Arrays.binarySearch(ascending, loss) < 0)
                .count();
    }

    @Override
    public int[] staying(UUID user, int[] going) {
        return IntStream.of(going)
                .filter(offerNo -> Arrays.binarySearch(
                                ascending, SetDigest.of(user, offerNo).high())
                        < 0)
                .toArray();
    }
}
