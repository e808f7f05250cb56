package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Statements on the links between one offer and its outlets. */
@Component
class OfferOutletRows {
    private final JdbcClient jdbc;

    OfferOutletRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws InvalidOffer if an outlet does not exist, belongs to another merchant or is listed twice */
    void check(List<UUID> outlets, @Nullable UUID merchant) {
        Map<UUID, UUID> merchants = merchants(outlets);
        var seen = new HashSet<UUID>();
        for (int i = 0; i < outlets.size(); i++) {
            UUID outlet = outlets.get(i);
            UUID its = merchants.get(outlet);
            String fault = null;
            if (its == null) {
                fault = String.format(Locale.ROOT, "outlet %s does not exist", outlet);
            } else if (merchant != null && !its.equals(merchant)) {
                fault = String.format(
                        Locale.ROOT, "outlet %s is of merchant %s, the offer is of merchant %s", outlet, its, merchant);
            } else if (!seen.add(outlet)) {
                fault = String.format(Locale.ROOT, "outlet %s is given twice", outlet);
            }
            if (fault != null) {
                throw new InvalidOffer(String.format(Locale.ROOT, "outletIds[%d]", i), fault);
            }
        }
    }

    void replace(UUID offer, OfferType type, List<UUID> outlets) {
        UUID[] ids = outlets.toArray(UUID[]::new);
        jdbc.sql("DELETE FROM offer_outlet WHERE offer_id = ? AND outlet_id <> ALL (?)")
                .params(offer, ids)
                .update();
        jdbc.sql("""
                        INSERT INTO offer_outlet (offer_type, offer_id, outlet_id)
                        SELECT ?, ?, outlet FROM unnest(?) AS outlet ORDER BY outlet
                        ON CONFLICT DO NOTHING
                        """).params(type.spelling(), offer, ids).update();
    }

    private Map<UUID, UUID> merchants(List<UUID> outlets) {
        var merchants = new HashMap<UUID, UUID>();
        jdbc.sql("SELECT id, merchant_id FROM outlet WHERE id = ANY (?)")
                .param(outlets.toArray(UUID[]::new))
                .query(row -> {
                    merchants.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                });
        return merchants;
    }
}
