package io.eligo.outbox;

import java.util.Locale;

/**
 * The events that one lease takes, as queries of their ids, which lock the events and skip locked ones. An event that was leased
 * often without a result is suspect: its nodes died. It is leased alone, so that it does not take other events with it. Numbers
 * are literals, because PostgreSQL plans by the value of a limit.
 */
final class LeaseSelection {
    /** An event with at most this many users is small; larger ones have up to a thousand. */
    static final int SMALL_EVENT_MAX_USERS = 100;

    /** An event leased more often than this without a result is suspect. */
    static final int SUSPECT_LEASE_COUNT = 4;

    /** The condition on an event that can be leased now. */
    static final String LEASABLE =
            "parked_at IS NULL AND not_before <= now() AND (leased_until IS NULL OR leased_until < now()) AND "
                    + EventDeferrals.NOT_DEFERRED;

    private static final String IS_REGULAR = "<= " + SUSPECT_LEASE_COUNT;
    private static final String IS_SUSPECT = "> " + SUSPECT_LEASE_COUNT;

    /** All events of some merchants, those with revocations first; a merchant is skipped while events of it are being processed. */
    static final String OFFER_EVENTS = offerEvents(IS_REGULAR, 50);

    static final String SUSPECT_OFFER_EVENTS = offerEvents(IS_SUSPECT, 1);

    /** Some small events of users, those with revocations first. */
    static final String SMALL_USER_EVENTS =
            userEvents("size <= " + SMALL_EVENT_MAX_USERS + " AND leases " + IS_REGULAR, 500);

    /** A few events of users of any size; few enough to be processed within a second. */
    static final String LARGE_USER_EVENTS = userEvents("leases " + IS_REGULAR, 4);

    static final String SUSPECT_USER_EVENTS = userEvents("leases " + IS_SUSPECT, 1);

    /** All events of kind {@code all}. */
    static final String ALL_USERS_EVENTS =
            "SELECT id FROM outbox_event WHERE kind = 'all' AND " + LEASABLE + " FOR UPDATE SKIP LOCKED";

    private LeaseSelection() {}

    private static String offerEvents(String maxLeases, int merchants) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'offer' AND %s AND merchant_id IN (
                    SELECT merchant_id FROM outbox_event
                    WHERE kind = 'offer' AND parked_at IS NULL AND %s
                    GROUP BY merchant_id
                    HAVING bool_or(not_before <= now()) AND NOT coalesce(bool_or(leased_until >= now()), false) AND max(leases) %s
                    ORDER BY bool_or(may_revoke) DESC, min(id) LIMIT %d)
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, EventDeferrals.NOT_DEFERRED, maxLeases, merchants);
    }

    private static String userEvents(String condition, int limit) {
        return String.format(Locale.ROOT, """
                SELECT id FROM outbox_event
                WHERE kind = 'users' AND %s AND %s
                ORDER BY may_revoke DESC, id LIMIT %d
                FOR UPDATE SKIP LOCKED
                """, LEASABLE, condition, limit);
    }
}
