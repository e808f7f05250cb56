package io.eligo.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Offers and merchants as the tables have them now. */
@Component
public class OfferLookup {
    private final JdbcClient jdbc;

    OfferLookup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if there is no such offer, or it has no merchant. */
    public Optional<UUID> findMerchant(UUID offer) {
        return jdbc.sql("SELECT merchant_id FROM offer WHERE id = ? AND merchant_id IS NOT NULL")
                .param(offer)
                .query(UUID.class)
                .optional();
    }

    /** Whose each offer is that has a merchant, both by their numbers. */
    public Map<Integer, Integer> findMerchantNos() {
        var nos = new HashMap<Integer, Integer>();
        jdbc.sql("SELECT offer_no, merchant_no FROM offer WHERE merchant_no IS NOT NULL")
                .query(row -> {
                    nos.put(row.getInt(1), row.getInt(2));
                });
        return nos;
    }

    /** The merchant's offers, by their numbers. */
    public Map<Integer, UUID> findByMerchant(UUID merchant) {
        var offers = new HashMap<Integer, UUID>();
        jdbc.sql("SELECT offer_no, id FROM offer WHERE merchant_id = ?")
                .param(merchant)
                .query(row -> {
                    offers.put(row.getInt(1), row.getObject(2, UUID.class));
                });
        return offers;
    }

    public boolean exists(UUID offer) {
        return exists("SELECT EXISTS (SELECT FROM offer WHERE id = ?)", offer);
    }

    public boolean merchantExists(UUID merchant) {
        return exists("SELECT EXISTS (SELECT FROM merchant WHERE id = ?)", merchant);
    }

    private boolean exists(String sql, UUID id) {
        return jdbc.sql(sql).param(id).query(Boolean.class).single();
    }
}
