package io.eligo.catalog;

import io.eligo.catalog.CatalogChange.Kind;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the source tables said in one database snapshot. Offers and outlets refer to each other's own objects. */
record CatalogRows(
        Map<UUID, Merchant> merchants,
        Map<UUID, Outlet> outlets,
        Map<UUID, Offer> offers,
        Set<UnreadableRow> unreadable) {
    static CatalogRows read(CatalogTables tables) {
        var unreadable = new HashSet<UnreadableRow>();
        Map<UUID, Merchant> merchants = tables.merchants(Which.ALL, unreadable);
        Map<UUID, Outlet> outlets = tables.outlets(Which.ALL, merchants, unreadable);
        Map<UUID, Offer> offers = byId(tables.offers(Which.ALL, merchants, outlets, unreadable));
        return new CatalogRows(merchants, outlets, offers, unreadable);
    }

    /** Rows, of which some were read again: the outlets and offers with these ids, gone or new ones among them. */
    record Reread(CatalogRows rows, Set<UUID> outlets, Set<UUID> offers) {}

    Reread all() {
        return new Reread(this, outlets.keySet(), offers.keySet());
    }

    /**
     * These rows with all read again that the changes reach: a merchant reaches its outlets and offers, an outlet the offers that it
     * is linked to and its merchant's program. What they do not reach stays the very same object.
     */
    Reread with(Collection<CatalogChange> changes, CatalogTables tables) {
        var fresh = new HashSet<UnreadableRow>();
        Which changedMerchants = Which.of(changes, Kind.MERCHANT);
        Which changedOutlets = tables.outletsOf(Which.of(changes, Kind.OUTLET), changedMerchants);
        Map<UUID, Merchant> nextMerchants =
                replaced(merchants, changedMerchants, tables.merchants(changedMerchants, fresh));
        Map<UUID, Outlet> freshOutlets = tables.outlets(changedOutlets, nextMerchants, fresh);
        Map<UUID, Outlet> nextOutlets = replaced(outlets, changedOutlets, freshOutlets);
        Which changedOffers = tables.offersOf(
                Which.of(changes, Kind.OFFER),
                changedMerchants,
                changedOutlets,
                merchantsOf(changedOutlets, freshOutlets));
        List<Offer> freshOffers = tables.offers(changedOffers, nextMerchants, nextOutlets, fresh);
        var next = new CatalogRows(
                nextMerchants,
                nextOutlets,
                replaced(offers, changedOffers, byId(freshOffers)),
                unreadable(changedMerchants, changedOutlets, changedOffers, fresh));
        return new Reread(next, changedOutlets.set(), changedOffers.set());
    }

    private Set<UnreadableRow> unreadable(Which merchants, Which outlets, Which offers, Set<UnreadableRow> fresh) {
        if (unreadable.isEmpty()) {
            return fresh;
        }
        var next = new HashSet<>(unreadable);
        next.removeIf(row -> (switch (row.kind()) {
                    case MERCHANT -> merchants;
                    case OUTLET -> outlets;
                    case OFFER, EVERYTHING -> offers;
                })
                .set()
                .contains(row.thing()));
        next.addAll(fresh);
        return next;
    }

    /** Before and after: one of them may have moved. */
    private Which merchantsOf(Which changed, Map<UUID, Outlet> fresh) {
        return new Which(Stream.of(changed.array())
                .flatMap(id -> Stream.of(outlets.get(id), fresh.get(id)))
                .filter(Objects::nonNull)
                .map(outlet -> outlet.merchant().id())
                .collect(Collectors.toSet()));
    }

    private static <T> Map<UUID, T> replaced(Map<UUID, T> things, Which old, Map<UUID, T> fresh) {
        if (old.none()) {
            return things;
        }
        var next = new HashMap<>(things);
        for (UUID id : old.array()) {
            next.remove(id);
        }
        next.putAll(fresh);
        return next;
    }

    private static Map<UUID, Offer> byId(Collection<Offer> offers) {
        return offers.stream().collect(Collectors.toMap(Offer::id, Function.identity(), (one, other) -> one));
    }
}
