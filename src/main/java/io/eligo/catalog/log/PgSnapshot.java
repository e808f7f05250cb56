package io.eligo.catalog.log;

import java.util.Arrays;
import java.util.Locale;

/**
 * A PostgreSQL snapshot: the transactions that had ended when it was taken.
 *
 * @param xmin every transaction with a lower number had ended
 * @param xmax no transaction with this or a higher number had ended
 * @param inProgress the transactions in between that had not ended, ascending; the array must not be changed
 */
public record PgSnapshot(long xmin, long xmax, long[] inProgress) {
    /** @param text as PostgreSQL prints it: {@code xmin:xmax:xip,xip} */
    static PgSnapshot parse(String text) {
        String[] parts = text.split(":", -1);
        long[] inProgress = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(",")).mapToLong(Long::parseLong).toArray();
        return new PgSnapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
    }

    /** Returns whether the transaction had ended. */
    public boolean isVisible(long xid) {
        return xid < xmin || xid < xmax && Arrays.binarySearch(inProgress, xid) < 0;
    }

    /** As PostgreSQL prints it. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%d:%d:%s",
                xmin,
                xmax,
                String.join(
                        ",", Arrays.stream(inProgress).mapToObj(Long::toString).toList()));
    }
}
