package io.eligo.catalog;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many of the numbers that there are for merchants and offers have been drawn. Upserts draw one for each row, inserted or not, so
 * the end may come long before there are as many merchants.
 */
@Component
public class NumbersDrawn {
    private static final Logger log = LoggerFactory.getLogger(NumbersDrawn.class);
    private static final double MANY = 0.8;

    static final List<String> SEQUENCES = List.of("merchant_no_seq", "offer_no_seq");

    private final JdbcClient jdbc;

    NumbersDrawn(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public record Drawn(String sequence, long last, long most) {
        public double share() {
            return (double) last / most;
        }

        public int percent() {
            return (int) (100 * share());
        }
    }

    List<Drawn> all() {
        return jdbc.sql("""
                        SELECT sequencename, coalesce(last_value, 0), max_value FROM pg_sequences
                        WHERE schemaname = current_schema() AND sequencename IN (:sequences) ORDER BY 1
                        """)
                .param("sequences", SEQUENCES)
                .query((row, n) -> new Drawn(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Those of which so many are drawn that it is time to renumber. */
    public List<Drawn> nearTheirEnd() {
        return all().stream().filter(drawn -> drawn.share() >= MANY).toList();
    }

    public void warnNearTheirEnd() {
        nearTheirEnd()
                .forEach(drawn -> log.warn(
                        "numbers of {}: {} % are drawn, {} of {}; see ops/runbooks/numbers.md",
                        drawn.sequence(), drawn.percent(), drawn.last(), drawn.most()));
    }
}
