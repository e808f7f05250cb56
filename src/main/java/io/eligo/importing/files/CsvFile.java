package io.eligo.importing.files;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the files of the folder and the table that it goes to.
 *
 * @param name without the ending
 * @param key the columns that tell a row from another
 * @param rowRules what a row must keep to by itself
 * @param tableRules what it must keep to beside the tables, all judged on the rows as staged
 * @param fixpointRule a rule that rejected rows make anew, judged after those until it finds nothing more
 * @param sequenceColumn the column that a sequence fills at first insert
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

    /** A rule over all rows of the file holds for the merge only if they become true together. */
    public boolean isMergedInOneTransaction() {
        return fixpointRule != null;
    }

    private static <T> List<T> concat(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
