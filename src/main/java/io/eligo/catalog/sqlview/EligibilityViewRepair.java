package io.eligo.catalog.sqlview;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Repairs the tables that the view {@code user_offer_eligibility} reads ({@code outlet_state}, {@code offering}, {@code
 * broad_offering}), which triggers on the source tables maintain.
 */
@Component
public class EligibilityViewRepair {
    private static final Logger log = LoggerFactory.getLogger(EligibilityViewRepair.class);

    private final JdbcClient jdbc;

    EligibilityViewRepair(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Compares the tables with their sources and repairs differences. The triggers leave none, except after two
     * concurrent transactions at REPEATABLE READ that changed parts of one offer or outlet without seeing each other,
     * or after direct writes to these tables.
     *
     * @return the number of offers and outlets repaired
     */
    public int repair() {
        int repaired = jdbc.sql("SELECT repair_eligibility_view()")
                .query(Integer.class)
                .single();
        if (repaired > 0) {
            log.warn("Eligibility view tables repaired: {} offers and outlets differed from their sources", repaired);
        }
        return repaired;
    }
}
