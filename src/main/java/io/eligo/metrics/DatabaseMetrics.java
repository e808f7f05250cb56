package io.eligo.metrics;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The load of the database, and the sizes of the tables that are written most, from PostgreSQL's statistics. */
@Component
@ConditionalOnRole({Role.SCHEDULER, Role.WORKER})
class DatabaseMetrics {
    private final JdbcClient jdbc;
    private final Counter transactions;
    private final Counter activeSeconds;
    private @Nullable DatabaseLoad previous;

    DatabaseMetrics(JdbcClient jdbc, MeterFactory meters, GaugeSampler sampler) {
        this.jdbc = jdbc;
        this.transactions = meters.counter(MetricDefinition.DATABASE_TRANSACTIONS);
        this.activeSeconds = meters.counter(MetricDefinition.DATABASE_ACTIVE);
        sampler.register("the database's load", this::countLoad);
        Sample<Map<String, TableSize>> sizes = sampler.register("table sizes", this::findSizes);
        register(meters, sizes, MetricDefinition.TABLE_SIZE, TableSize::bytes);
        register(meters, sizes, MetricDefinition.TABLE_LIVE, TableSize::live);
        register(meters, sizes, MetricDefinition.TABLE_DEAD, TableSize::dead);
    }

    private record TableSize(String table, long bytes, long live, long dead) {}

    private static void register(
            MeterFactory meters,
            Sample<Map<String, TableSize>> sizes,
            MetricDefinition metric,
            ToDoubleFunction<TableSize> number) {
        for (String table : metric.labels().get(0).values()) {
            meters.gauge(
                    metric,
                    () -> sizes.get(all -> {
                        TableSize size = all.get(table);
                        return size == null ? Double.NaN : number.applyAsDouble(size);
                    }),
                    table);
        }
    }

    private Map<String, TableSize> findSizes() {
        return jdbc
                .sql("""
                        SELECT relname, pg_total_relation_size(relid), n_live_tup, n_dead_tup FROM pg_stat_user_tables
                        WHERE relid = ANY (ARRAY(SELECT to_regclass(t) FROM unnest(?::text[]) AS t))
                        """)
                .param(MetricDefinition.TABLE_SIZE.labels().get(0).values().toArray(String[]::new))
                .query((row, n) -> new TableSize(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list()
                .stream()
                .collect(Collectors.toMap(TableSize::table, size -> size));
    }

    private record DatabaseLoad(double transactions, double activeSeconds) {}

    private DatabaseLoad countLoad() {
        DatabaseLoad now = jdbc.sql(
                        "SELECT xact_commit + xact_rollback, active_time / 1000 FROM pg_stat_database WHERE datname = current_database()")
                .query((row, n) -> new DatabaseLoad(row.getDouble(1), row.getDouble(2)))
                .single();
        DatabaseLoad before = previous;
        previous = now;
        // Less than before: the statistics were reset.
        if (before != null && now.transactions >= before.transactions && now.activeSeconds >= before.activeSeconds) {
            transactions.increment(now.transactions - before.transactions);
            activeSeconds.increment(now.activeSeconds - before.activeSeconds);
        }
        return now;
    }
}
