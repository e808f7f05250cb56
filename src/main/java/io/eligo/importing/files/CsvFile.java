package io.eligo.importing.files;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the import folder and its table.
 *
 * @param name without the file extension
 * @param key the columns that identify a row
 * @param rowRules rules on a single row
 * @param tableRules rules on a row together with other rows and the tables, all evaluated on the staged rows
 * @param fixpointRule a rule that must be checked again after it has rejected rows, because the remaining rows may violate it without
 *     them; checked after the other rules, until it rejects nothing
 * @param sequenceColumn the column that a sequence fills at the first insert
 */
public record CsvFile(
        String name,
        String table,
        List<String> key,
        List<Column> columns,
        List<RowRule> rowRules,
        List<TableRule> tableRules,
        @Nullable TableRule fixpointRule,
        @Nullable String sequenceColumn) {
    static CsvFile of(String table, List<String> key, Column... columns) {
        return new CsvFile(table + "s", table, key, List.of(columns), List.of(), List.of(), null, null);
    }

    CsvFile withRowRules(RowRule... rules) {
        return new CsvFile(name, table, key, columns, List.of(rules), tableRules, fixpointRule, sequenceColumn);
    }

    CsvFile withTableRules(TableRule... rules) {
        return new CsvFile(
                name, table, key, columns, rowRules, concat(tableRules, List.of(rules)), fixpointRule, sequenceColumn);
    }

    CsvFile withFixpointRule(TableRule rule) {
        return new CsvFile(name, table, key, columns, rowRules, tableRules, rule, sequenceColumn);
    }

    CsvFile withSequenceColumn(String column) {
        return new CsvFile(name, table, key, columns, rowRules, tableRules, fixpointRule, column);
    }

    CsvFile withForeignKey(String parent, String column) {
        String rowKey = key.size() == 1 ? "s." + key.get(0) + "::text" : "NULL";
        return withTableRules(TableRule.foreignKey(table, rowKey, column, parent, parent.replace('_', ' ')));
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    public List<String> otherColumns() {
        return columnNames().stream().filter(column -> !key.contains(column)).toList();
    }

    /** Rules over all rows of the file hold during the merge only if all rows are merged in one transaction. */
    public boolean isMergedInOneTransaction() {
        return fixpointRule != null;
    }

    private static <T> List<T> concat(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
