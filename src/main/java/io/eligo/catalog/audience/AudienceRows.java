package io.eligo.catalog.audience;

import io.eligo.catalog.log.CatalogChange.Kind;
import io.eligo.catalog.source.AudienceTables;
import io.eligo.catalog.source.IdSelector;
import io.eligo.catalog.source.TargetedOffer;
import io.eligo.catalog.source.UnreadableRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The source rows that audiences depend on: merchant numbers and targeted offers. An offer's merchant may be missing.
 */
public record AudienceRows(
        Map<UUID, Integer> merchantNos, Map<UUID, TargetedOffer> offers, Set<UnreadableRow> unreadable) {
    public static AudienceRows read(AudienceTables tables, IdSelector merchants, IdSelector offers) {
        var unreadable = new HashSet<UnreadableRow>();
        Map<UUID, Integer> merchantNos = tables.merchantNos(merchants, unreadable);
        Map<UUID, TargetedOffer> audiences = tables.targetedOffers(offers, unreadable).stream()
                .collect(Collectors.toMap(TargetedOffer::id, Function.identity(), (one, other) -> one));
        return new AudienceRows(merchantNos, audiences, unreadable);
    }

    /** Returns these rows with the old merchants and offers removed and the fresh ones added. */
    AudienceRows with(IdSelector oldMerchants, IdSelector oldOffers, AudienceRows fresh) {
        var nextMerchants = new HashMap<>(merchantNos);
        nextMerchants.keySet().removeAll(oldMerchants.requireIds());
        nextMerchants.putAll(fresh.merchantNos);
        var nextOffers = new HashMap<>(offers);
        nextOffers.keySet().removeAll(oldOffers.requireIds());
        nextOffers.putAll(fresh.offers);
        var nextUnreadable = new HashSet<>(unreadable);
        nextUnreadable.removeIf(row -> (row.kind() == Kind.MERCHANT ? oldMerchants : oldOffers)
                .requireIds()
                .contains(row.entityId()));
        nextUnreadable.addAll(fresh.unreadable);
        return new AudienceRows(nextMerchants, nextOffers, nextUnreadable);
    }
}
