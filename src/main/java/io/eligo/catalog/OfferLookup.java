package io.eligo.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks up offers and merchants by SQL in the registry {@code offer} and the table {@code merchant}, not in the catalogue. */
@Component
public class OfferLookup {
    private final JdbcClient jdbc;

    OfferLookup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the offer's merchant; empty if the offer does not exist or has no merchant. */
    public Optional<UUID> findMerchant(UUID offer) {
        return jdbc.sql("SELECT merchant_id FROM offer WHERE id = ? AND merchant_id IS NOT NULL")
                .param(offer)
                .query(UUID.class)
                .optional();
    }

    /** Returns the merchant number by offer number, for all offers that have a merchant. */
    public Map<Integer, Integer> findMerchantNos() {
        var nos = new HashMap<Integer, Integer>();
        jdbc.sql("SELECT offer_no, merchant_no FROM offer WHERE merchant_no IS NOT NULL")
                .query(row -> {
                    nos.put(row.getInt(1), row.getInt(2));
                });
        return nos;
    }

    /** Returns the merchant's offers by offer number. */
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
