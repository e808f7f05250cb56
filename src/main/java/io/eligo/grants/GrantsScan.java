package io.eligo.grants;

import io.eligo.catalog.Audiences;
import io.eligo.customers.Customers;
import io.eligo.customers.UserRange;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Walks a range of users in order, without locks, for who is right and who is to be reconciled. Not for more than one thread. */
public final class GrantsScan {
    // Where nearly all are right, so many times as many users share the cost of a transaction.
    private static final int COMPARED_FOR_ONE_IN_DOUBT = 10;

    private final ComparedUsers compared;

    GrantsScan(UserRange range, Customers customers, GrantsTable table, Decisions decisions, Audiences audiences) {
        this.compared = new ComparedUsers(range, customers, table, decisions, audiences);
    }

    /**
     * The next users; null behind the last.
     *
     * @param mostInDoubt how many may be in doubt; up to ten times as many are compared
     */
    public @Nullable Slice next(int mostInDoubt) {
        return next(mostInDoubt, false);
    }

    /** The same, for whoever writes no slice that takes anything away: of those all may be in doubt that are compared. */
    public @Nullable Slice nextToHold(int mostInDoubt) {
        return next(mostInDoubt, true);
    }

    private @Nullable Slice next(int mostInDoubt, boolean toHold) {
        var inDoubt = new ArrayList<Compared>();
        Tally right = Tally.NONE;
        Tally wrong = Tally.NONE;
        UUID last = null;
        int users = 0;
        while (users < COMPARED_FOR_ONE_IN_DOUBT * mostInDoubt
                && (inDoubt.size() < mostInDoubt || toHold && wrong.revoked() > 0)) {
            Compared user = compared.next();
            if (user == null) {
                break;
            }
            users++;
            last = user.userId();
            if (user.inDoubt()) {
                inDoubt.add(user);
                wrong = wrong.plus(user.decided().tally());
            } else {
                right = right.plus(user.decided().tally());
            }
        }
        return last == null ? null : new Slice(last, users, right, inDoubt, wrong);
    }
}
