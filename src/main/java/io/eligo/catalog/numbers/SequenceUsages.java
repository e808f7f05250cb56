package io.eligo.catalog.numbers;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many numbers of the sequences of merchants and offers are used. An upsert uses one per row, inserted or not, so
 * a sequence may end long before there are as many merchants.
 */
@Component
public class SequenceUsages {
    private static final Logger log = LoggerFactory.getLogger(SequenceUsages.class);
    private static final double WARNING_SHARE = 0.8;

    static final List<String> SEQUENCES = List.of("merchant_no_seq", "offer_no_seq");

    private final JdbcClient jdbc;

    SequenceUsages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public record SequenceUsage(String sequence, long last, long max) {
        public double share() {
            return (double) last / max;
        }

        public int percent() {
            return (int) (100 * share());
        }
    }

    List<SequenceUsage> findAll() {
        return jdbc.sql("""
                        SELECT sequencename, coalesce(last_value, 0), max_value FROM pg_sequences
                        WHERE schemaname = current_schema() AND sequencename IN (:sequences) ORDER BY 1
                        """)
                .param("sequences", SEQUENCES)
                .query((row, n) -> new SequenceUsage(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    /** Returns the sequences used so far that it is time to renumber. */
    public List<SequenceUsage> findNearlyExhausted() {
        return findAll().stream()
                .filter(usage -> usage.share() >= WARNING_SHARE)
                .toList();
    }

    public void warnIfNearlyExhausted() {
        findNearlyExhausted()
                .forEach(usage -> log.warn(
                        "Sequence {} is {} % used, {} of {}; see ops/runbooks/numbers.md",
                        usage.sequence(), usage.percent(), usage.last(), usage.max()));
    }
}
