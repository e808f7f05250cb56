package io.eligo.customers;

import io.eligo.rules.vocabulary.CustomerType;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes of relations, each in the caller's transaction, which has to be rolled back if one throws. Grants follow by themselves. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class CustomerTypeWriter {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final JdbcClient jdbc;

    CustomerTypeWriter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * False: the user was that already.
     *
     * @throws UnknownMerchant if there is no such merchant
     */
    public boolean set(UUID user, UUID merchant, CustomerType type) {
        try {
            return jdbc.sql("""
                            INSERT INTO customer_type AS present (user_id, merchant_id, type) VALUES (?, ?, ?)
                            ON CONFLICT (user_id, merchant_id) DO UPDATE SET type = excluded.type
                            WHERE present.type <> excluded.type
                            """).params(user, merchant, type.spelling()).update() > 0;
        } catch (DataIntegrityViolationException e) {
            // The key that the table has anyway says it, so nobody can delete the merchant between a question and the
            // write.
            if (e.getMostSpecificCause() instanceof SQLException refused
                    && FOREIGN_KEY_VIOLATION.equals(refused.getSQLState())) {
                throw new UnknownMerchant(merchant, e);
            }
            throw e;
        }
    }

    /** False: there was nothing to remove. */
    public boolean remove(UUID user, UUID merchant) {
        return jdbc.sql("DELETE FROM customer_type WHERE user_id = ? AND merchant_id = ?")
                        .params(user, merchant)
                        .update()
                > 0;
    }

    /** Whether the user is anything to anybody. */
    public boolean hasRelation(UUID user) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer_type WHERE user_id = ?)")
                .param(user)
                .query(Boolean.class)
                .single();
    }

    /** Removes all that the user is to anybody; how much it was. */
    public int erase(UUID user) {
        return jdbc.sql("DELETE FROM customer_type WHERE user_id = ?")
                .param(user)
                .update();
    }
}
