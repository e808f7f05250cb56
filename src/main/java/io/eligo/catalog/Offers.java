package io.eligo.catalog;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Offers and merchants as the tables have them now. */
@Component
public class Offers {
    private final JdbcClient jdbc;

    Offers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if there is no such offer, or it has no merchant. */
    public Optional<UUID> merchantOf(UUID offer) {
        return jdbc.sql("SELECT merchant_id FROM offer WHERE id = ? AND merchant_id IS NOT NULL")
                .param(offer)
                .query(UUID.class)
                .optional();
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
