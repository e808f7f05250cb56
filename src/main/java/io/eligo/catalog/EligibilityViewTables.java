package io.eligo.catalog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The state of offers and outlets that the view {@code user_offer_eligibility} reads; triggers on the sources keep it. */
@Component
public class EligibilityViewTables {
    private static final Logger log = LoggerFactory.getLogger(EligibilityViewTables.class);

    private final JdbcClient jdbc;

    EligibilityViewTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Compares all of it with the sources and brings in line what differs. The triggers leave nothing to do, but for two
     * transactions at REPEATABLE READ that changed parts of one thing without seeing each other, and for whoever wrote the
     * state itself.
     *
     * @return how many offers and outlets had to be brought in line
     */
    public int repair() {
        int repaired = jdbc.sql("SELECT repair_sql_face()").query(Integer.class).single();
        if (repaired > 0) {
            log.warn("the SQL face was out of line with its sources at {} offers and outlets; mended", repaired);
        }
        return repaired;
    }
}
