package io.eligo.catalog.source;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The rows of the source tables that this process leaves out because it cannot read them. Each is logged once until
 * it changes or disappears. The gauges {@code eligibility_unreadable_rows} count them by table. Thread-safe.
 */
@Component
public class UnreadableRows {
    private static final Logger log = LoggerFactory.getLogger(UnreadableRows.class);
    private static final int MAX_LOG_LINES = 100;

    /** The component that reads the rows. */
    public enum ReadPath {
        CATALOG,
        AUDIENCES,
        RELATIONS
    }

    private final Map<ReadPath, Set<UnreadableRow>> known = new EnumMap<>(ReadPath.class);

    UnreadableRows(MeterFactory meters) {
        for (String table : MetricDefinition.UNREADABLE_ROWS.labels().get(0).values()) {
            meters.gauge(MetricDefinition.UNREADABLE_ROWS, () -> countByTable().getOrDefault(table, 0L), table);
        }
    }

    /** Replaces all unreadable rows of a read path. */
    public synchronized void replace(ReadPath readPath, Set<UnreadableRow> rows) {
        if (rows.equals(known.getOrDefault(readPath, Set.of()))) {
            return;
        }
        List<UnreadableRow> fresh = rows.stream().filter(row -> !isKnown(row)).toList();
        fresh.stream()
                .limit(MAX_LOG_LINES)
                .forEach(row -> log.warn(
                        "Row {} of {} cannot be read and is left out: {}", row.key(), row.table(), row.reason()));
        if (fresh.size() > MAX_LOG_LINES) {
            log.warn("Unreadable rows left out, {} more of them", fresh.size() - MAX_LOG_LINES);
        }
        known.put(readPath, Set.copyOf(rows));
    }

    /**
     * Adds an unreadable row of a read path that reads in parts and never knows all of them.
     *
     * @param limit the maximum number of rows kept
     */
    public synchronized void add(ReadPath readPath, UnreadableRow row, int limit) {
        Set<UnreadableRow> rows = known.getOrDefault(readPath, Set.of());
        if (rows.size() < limit && !rows.contains(row)) {
            var more = new HashSet<>(rows);
            more.add(row);
            replace(readPath, more);
        }
    }

    /** Removes the rows of a read path that can be read now, for one that reads in parts. */
    public synchronized void remove(ReadPath readPath, Predicate<UnreadableRow> readable) {
        Set<UnreadableRow> rows = known.getOrDefault(readPath, Set.of());
        if (rows.stream().anyMatch(readable)) {
            known.put(readPath, rows.stream().filter(readable.negate()).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private boolean isKnown(UnreadableRow row) {
        return known.values().stream().anyMatch(rows -> rows.contains(row));
    }

    /** Counts the unreadable rows by table; tables without any are absent. */
    public synchronized Map<String, Long> countByTable() {
        return known.values().stream()
                .flatMap(Set::stream)
                .map(row -> new UnreadableRow(row.table(), row.key(), row.kind(), row.entityId(), ""))
                .distinct()
                .collect(Collectors.groupingBy(UnreadableRow::table, TreeMap::new, Collectors.counting()));
    }
}
