package io.eligo.feed;

import static io.eligo.feed.ShadowWorld.DUKA;
import static io.eligo.feed.ShadowWorld.DUKA_SHOP;
import static io.eligo.feed.ShadowWorld.FOR_ALL;
import static io.eligo.feed.ShadowWorld.FOR_REGULARS;
import static io.eligo.feed.ShadowWorld.FOR_STRANGERS;
import static io.eligo.feed.ShadowWorld.FOR_VIPS;
import static io.eligo.feed.ShadowWorld.KIOSK;
import static io.eligo.feed.ShadowWorld.KIOSK_SHOP;
import static io.eligo.feed.ShadowWorld.NEW_OFFER;
import static io.eligo.feed.ShadowWorld.PROGRAM;
import static io.eligo.feed.ShadowWorld.PROGRAM_TIER;
import static io.eligo.feed.ShadowWorld.PROMOTION;
import static io.eligo.feed.ShadowWorld.TIER;
import static io.eligo.rollout.shadow.OfferDifference.Fault.NODE_CATALOG;
import static io.eligo.rollout.shadow.OfferDifference.Fault.STORED_GRANTS;
import static io.eligo.rollout.shadow.OfferDifference.MISSING_IN_PRECOMPUTED;
import static io.eligo.rollout.shadow.OfferDifference.MISSING_IN_QUERY_TIME;

import io.eligo.rollout.shadow.OfferDifference.Fault;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A fault put by hand into the grants or the catalogue.
 *
 * @param sql changes tables of {@link ShadowWorld} without a trace in the outbox and the log
 * @param read a document whose answer is wrong then
 * @param fault what it must be called
 * @param offer an offer that differs, in these fields
 */
record FaultByHand(String name, String sql, String read, Fault fault, UUID offer, List<String> fields) {
    static final String OFFERS = "{ offers { edges { node { id } } } }";
    static final String OFFERS_OF_FOOD = "{ offers(filter: { category: \"food\" }) { edges { node { id } } } }";
    static final String OUTLETS = "{ outlets { edges { node { id } } } }";

    FaultByHand(String name, String sql, String read, Fault fault, UUID offer, String... fields) {
        this(name, sql, read, fault, offer, List.of(fields));
    }

    @Override
    public String toString() {
        return name;
    }

    static Stream<FaultByHand> faults() {
        return Stream.of(
                row(
                        "an offer is missing",
                        "offer_nos = array_remove(offer_nos, " + no(FOR_REGULARS) + ")",
                        FOR_REGULARS),
                row(
                        "an offer is too much",
                        "offer_nos = ARRAY(SELECT unnest(offer_nos || " + no(FOR_VIPS) + ") ORDER BY 1)",
                        FOR_VIPS,
                        MISSING_IN_QUERY_TIME),
                row("it is empty", "offer_nos = '{}'", FOR_REGULARS),
                row("a level is too high", "relations = ARRAY[" + merchantNo(DUKA) + " << 3 | 5]", PROGRAM, "tiers"),
                row("a relation is missing", "relations = '{}'", PROGRAM),
                row(
                        "a relation is too much",
                        "relations = ARRAY(SELECT unnest(relations || (" + merchantNo(KIOSK)
                                + " << 3 | 1)) ORDER BY 1)",
                        FOR_STRANGERS),
                new FaultByHand(
                        "source: a customer type has changed",
                        "UPDATE customer_type SET type = 'Vip'",
                        OFFERS,
                        STORED_GRANTS,
                        FOR_VIPS,
                        MISSING_IN_PRECOMPUTED),
                new FaultByHand(
                        "source: a customer type is gone",
                        "DELETE FROM customer_type WHERE merchant_id = '" + DUKA + "'",
                        OFFERS,
                        STORED_GRANTS,
                        FOR_REGULARS,
                        MISSING_IN_QUERY_TIME),
                node("an offer's name", cashback("name = 'Other'", FOR_ALL), FOR_ALL, "name"),
                node("a description", exclusive("description = 'Other'"), PROMOTION, "description"),
                node("a window's end", exclusive("end_date = end_date + interval '1 day'"), PROMOTION, "validUntil"),
                node("a closed window", exclusive("end_date = start_date"), PROMOTION, MISSING_IN_QUERY_TIME),
                node(
                        "the order",
                        cashback("start_date = start_date - interval '30 days'", FOR_ALL),
                        FOR_ALL,
                        "orderedAt",
                        "validFrom"),
                node(
                        "the order without a window",
                        cashback("created_at = created_at - interval '90 days'", FOR_REGULARS),
                        FOR_REGULARS,
                        "orderedAt"),
                node("a switch", cashback("is_active = false", FOR_ALL), FOR_ALL, MISSING_IN_QUERY_TIME),
                node("a review", exclusive("review_status = 'Rejected'"), PROMOTION, MISSING_IN_QUERY_TIME),
                node(
                        "a budget",
                        cashback("used_cashback_budget = net_cashback_budget", FOR_ALL),
                        FOR_ALL,
                        MISSING_IN_QUERY_TIME),
                node(
                        "an audience",
                        cashback("eligible_customer_types = '{Vip}'", FOR_ALL),
                        FOR_ALL,
                        MISSING_IN_QUERY_TIME),
                node(
                        "a percentage",
                        "UPDATE cashback_tier SET percentage = 7 WHERE id = '" + TIER + "'",
                        FOR_REGULARS,
                        "tiers"),
                node(
                        "a tier's name",
                        "UPDATE cashback_tier SET name = 'x' WHERE id = '" + TIER + "'",
                        FOR_REGULARS,
                        "tiers"),
                node(
                        "a deleted tier",
                        "UPDATE cashback_tier SET deleted_at = now() WHERE id = '" + TIER + "'",
                        FOR_REGULARS,
                        "tiers"),
                node(
                        "a tier's minimum",
                        "UPDATE loyalty_tier SET min_customer_type = 'Vip' WHERE id = '" + PROGRAM_TIER + "'",
                        PROGRAM,
                        MISSING_IN_QUERY_TIME),
                node("a reward", "UPDATE loyalty_reward SET name = 'x'", PROGRAM, "rewards"),
                node(
                        "an outlet's name",
                        "UPDATE outlet SET name = 'x' WHERE id = '" + DUKA_SHOP + "'",
                        PROGRAM,
                        "outlets"),
                node(
                        "a closed outlet",
                        "UPDATE outlet SET is_active = false WHERE id = '" + KIOSK_SHOP + "'",
                        FOR_STRANGERS,
                        "outlets"),
                node(
                        "a missing outlet",
                        "DELETE FROM offer_outlet WHERE outlet_id = '" + KIOSK_SHOP + "' AND offer_id = '" + FOR_ALL
                                + "'",
                        FOR_ALL,
                        "outlets"),
                node(
                        "a new outlet",
                        "INSERT INTO offer_outlet (offer_type, offer_id, outlet_id) VALUES ('Exclusive', '" + PROMOTION
                                + "', '" + KIOSK_SHOP + "')",
                        PROMOTION,
                        "outlets"),
                node(
                        "a payment point",
                        "UPDATE payment_point SET review_status = 'Pending' WHERE outlet_id = '" + KIOSK_SHOP + "'",
                        FOR_STRANGERS,
                        "outlets"),
                node(
                        "a merchant's name",
                        "UPDATE merchant SET business_name = 'x' WHERE id = '" + DUKA + "'",
                        PROGRAM,
                        "merchant",
                        "outlets"),
                node(
                        "a merchant's status",
                        "UPDATE merchant SET status = 'Suspended' WHERE id = '" + DUKA + "'",
                        PROGRAM,
                        MISSING_IN_QUERY_TIME),
                node(
                        "a deleted offer",
                        "DELETE FROM exclusive_offer WHERE id = '" + PROMOTION + "'",
                        PROMOTION,
                        MISSING_IN_QUERY_TIME),
                node("a new offer", ShadowWorld.offer(NEW_OFFER, KIOSK, "{All}"), NEW_OFFER, MISSING_IN_PRECOMPUTED),
                new FaultByHand(
                        "catalogue: a category, with a filter",
                        "UPDATE merchant SET category = 'fuel' WHERE id = '" + DUKA + "'",
                        OFFERS_OF_FOOD,
                        NODE_CATALOG,
                        PROGRAM,
                        MISSING_IN_QUERY_TIME),
                new FaultByHand(
                        "catalogue: an outlet's description, seen in the list of outlets",
                        "UPDATE outlet SET description = 'x' WHERE id = '" + DUKA_SHOP + "'",
                        OUTLETS,
                        NODE_CATALOG,
                        PROGRAM,
                        "outlets"));
    }

    private static FaultByHand row(String name, String set, UUID offer, String... fields) {
        return new FaultByHand(
                "row: " + name,
                "UPDATE user_grants SET " + set,
                OFFERS,
                STORED_GRANTS,
                offer,
                fields.length == 0 ? List.of(MISSING_IN_PRECOMPUTED) : List.of(fields));
    }

    private static FaultByHand node(String name, String sql, UUID offer, String... fields) {
        return new FaultByHand("catalogue: " + name, sql, OFFERS, NODE_CATALOG, offer, fields);
    }

    static String cashback(String set, UUID id) {
        return "UPDATE cashback_configuration SET " + set + " WHERE id = '" + id + "'";
    }

    static String exclusive(String set) {
        return "UPDATE exclusive_offer SET " + set + " WHERE id = '" + PROMOTION + "'";
    }

    private static String no(UUID offer) {
        return "(SELECT offer_no FROM offer WHERE id = '" + offer + "')";
    }

    private static String merchantNo(UUID merchant) {
        return "(SELECT merchant_no FROM merchant WHERE id = '" + merchant + "')";
    }
}
