package io.eligo.catalog;

import io.eligo.catalog.log.CatalogChange;
import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.source.CatalogTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.UnreadableRow;
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

/**
 * Rows of the source tables in one database snapshot. Offers refer to the same outlet and merchant objects
 * as the maps.
 */
record CatalogContents(
        Map<UUID, Merchant> merchants,
        Map<UUID, Outlet> outlets,
        Map<UUID, Offer> offers,
        Set<UnreadableRow> unreadable) {
    static CatalogContents read(CatalogTables tables) {
        var unreadable = new HashSet<UnreadableRow>();
        Map<UUID, Merchant> merchants = tables.merchants(IdSelector.ALL, unreadable);
        Map<UUID, Outlet> outlets = tables.outlets(IdSelector.ALL, merchants, unreadable);
        Map<UUID, Offer> offers = byId(tables.offers(IdSelector.ALL, merchants, outlets, unreadable));
        return new CatalogContents(merchants, outlets, offers, unreadable);
    }

    /**
     * Rows after an update.
     *
     * @param outletIds ids of the outlets that were read again, including deleted and new ones
     * @param offerIds ids of the offers that were read again, including deleted and new ones
     */
    record RowUpdate(CatalogContents rows, Set<UUID> outletIds, Set<UUID> offerIds) {}

    RowUpdate asUpdate() {
        return new RowUpdate(this, outlets.keySet(), offers.keySet());
    }

    /**
     * Returns these rows with everything read again that the changes affect: a merchant affects its outlets and
     * offers, an outlet affects the offers linked to it and its merchant's loyalty program. Unaffected rows stay the
     * same objects.
     */
    RowUpdate reread(Collection<CatalogChange> changes, CatalogTables tables) {
        var fresh = new HashSet<UnreadableRow>();
        IdSelector changedMerchants = IdSelector.of(changes, Kind.MERCHANT);
        IdSelector changedOutlets = tables.findAffectedOutlets(IdSelector.of(changes, Kind.OUTLET), changedMerchants);
        Map<UUID, Merchant> nextMerchants =
                replace(merchants, changedMerchants, tables.merchants(changedMerchants, fresh));
        Map<UUID, Outlet> freshOutlets = tables.outlets(changedOutlets, nextMerchants, fresh);
        Map<UUID, Outlet> nextOutlets = replace(outlets, changedOutlets, freshOutlets);
        IdSelector changedOffers = tables.findAffectedOffers(
                IdSelector.of(changes, Kind.OFFER),
                changedMerchants,
                changedOutlets,
                findMerchantsOf(changedOutlets, freshOutlets));
        List<Offer> freshOffers = tables.offers(changedOffers, nextMerchants, nextOutlets, fresh);
        var next = new CatalogContents(
                nextMerchants,
                nextOutlets,
                replace(offers, changedOffers, byId(freshOffers)),
                unreadable(changedMerchants, changedOutlets, changedOffers, fresh));
        return new RowUpdate(next, changedOutlets.requireIds(), changedOffers.requireIds());
    }

    private Set<UnreadableRow> unreadable(
            IdSelector merchants, IdSelector outlets, IdSelector offers, Set<UnreadableRow> fresh) {
        if (unreadable.isEmpty()) {
            return fresh;
        }
        var next = new HashSet<>(unreadable);
        next.removeIf(row -> (switch (row.kind()) {
                    case MERCHANT -> merchants;
                    case OUTLET -> outlets;
                    case OFFER, EVERYTHING -> offers;
                })
                .requireIds()
                .contains(row.entityId()));
        next.addAll(fresh);
        return next;
    }

    /** Merchants of the changed outlets before and after the change, because an outlet may have moved. */
    private IdSelector findMerchantsOf(IdSelector changed, Map<UUID, Outlet> fresh) {
        return new IdSelector(Stream.of(changed.toArray())
                .flatMap(id -> Stream.of(outlets.get(id), fresh.get(id)))
                .filter(Objects::nonNull)
                .map(outlet -> outlet.merchant().id())
                .collect(Collectors.toSet()));
    }

    private static <T> Map<UUID, T> replace(Map<UUID, T> things, IdSelector old, Map<UUID, T> fresh) {
        if (old.isEmpty()) {
            return things;
        }
        var next = new HashMap<>(things);
        for (UUID id : old.toArray()) {
            next.remove(id);
        }
        next.putAll(fresh);
        return next;
    }

    private static Map<UUID, Offer> byId(Collection<Offer> offers) {
        return offers.stream().collect(Collectors.toMap(Offer::id, Function.identity(), (one, other) -> one));
    }
}
