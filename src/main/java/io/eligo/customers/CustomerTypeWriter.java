package io.eligo.customers;

import io.eligo.rules.vocabulary.CustomerType;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes single relations in the caller's transaction, which must be rolled back if a method throws. Triggers put the
 * events that update grants into the outbox.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class CustomerTypeWriter {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final JdbcClient jdbc;

    CustomerTypeWriter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Sets the user's type at a merchant. Returns false if the user had that type already.
     *
     * @throws UnknownMerchant if the merchant does not exist
     */
    public boolean set(UUID user, UUID merchant, CustomerType type) {
        try {
            return jdbc.sql("""
                            INSERT INTO customer_type AS present (user_id, merchant_id, type) VALUES (?, ?, ?)
                            ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type
                            WHERE present.type <> excluded.type
                            """).params(user, merchant, type.spelling()).update() > 0;
        } catch (DataIntegrityViolationException e) {
            // The foreign key detects the missing merchant: a query before the write would leave time for another
            // transaction to delete it.
            if (e.getMostSpecificCause() instanceof SQLException postgresError
                    && FOREIGN_KEY_VIOLATION.equals(postgresError.getSQLState())) {
                throw new UnknownMerchant(merchant, e);
            }
            throw e;
        }
    }

    /** Removes the user's relation at a merchant. Returns false if there was none. */
    public boolean remove(UUID user, UUID merchant) {
        return jdbc.sql("DELETE FROM customer_type WHERE user_id = ? AND merchant_id = ?")
                        .params(user, merchant)
                        .update()
                > 0;
    }

    /** Returns whether the user has a relation at any merchant. */
    public boolean hasRelation(UUID user) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer_type WHERE user_id = ?)")
                .param(user)
                .query(Boolean.class)
                .single();
    }

    /** Removes all relations of the user and returns their number. */
    public int erase(UUID user) {
        return jdbc.sql("DELETE FROM customer_type WHERE user_id = ?")
                .param(user)
                .update();
    }
}
