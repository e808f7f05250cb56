package io.eligo.importing.files;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Parses the rows of a file, whose columns are in the order of its header. All faults of a row are reported together.
 */
public final class RowParser {
    private final CsvFile file;
    private final String fileName;
    private final long job;
    private final int fields;
    private final int[] positions;
    private final int[] inHeaderOrder;

    public RowParser(CsvFile file, String fileName, long job, List<String> header) {
        this.file = file;
        this.fileName = fileName;
        this.job = job;
        this.fields = header.size();
        this.positions = file.columnNames().stream().mapToInt(header::indexOf).toArray();
        this.inHeaderOrder = IntStream.range(0, positions.length)
                .boxed()
                .sorted(Comparator.comparingInt(column -> positions[column]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private record ColumnFault(int column, String reason) {}

    public ParsedRow parse(CsvRecord row) {
        long line = row.getStartingLineNumber();
        if (row.getFieldCount() != fields) {
            String reason =
                    String.format(Locale.ROOT, "%d fields, expected %d as in the header", row.getFieldCount(), fields);
            return bad(line, "", "", reason, key(row));
        }
        var values = new @Nullable String[positions.length];
        List<ColumnFault> faults = parse(row, values);
        return faults.isEmpty() ? good(line, values) : bad(row, faults, key(values));
    }

    private List<ColumnFault> parse(CsvRecord row, @Nullable String[] values) {
        List<ColumnFault> faults = List.of();
        for (int column : inHeaderOrder) {
            try {
                values[column] = file.columns().get(column).parse(row.getField(positions[column]));
            } catch (IllegalArgumentException e) {
                faults = with(faults, new ColumnFault(column, String.valueOf(e.getMessage())));
            }
        }
        for (RowRule rule : file.rowRules()) {
            int second = column(rule.second());
            String reason = rule.fault().apply(values[column(rule.first())], values[second]);
            if (reason != null && !atFault(faults, column(rule.first()))) {
                faults = with(faults, new ColumnFault(second, reason));
            }
        }
        return faults;
    }

    private static ParsedRow good(long line, @Nullable String[] values) {
        var row = new @Nullable Object[values.length + 1];
        row[0] = line;
        System.arraycopy(values, 0, row, 1, values.length);
        return new ParsedRow.ValidRow(row);
    }

    private ParsedRow bad(CsvRecord row, List<ColumnFault> faults, @Nullable String key) {
        List<ColumnFault> ordered = faults.stream()
                .sorted(Comparator.comparingInt(fault -> positions[fault.column()]))
                .toList();
        ColumnFault first = ordered.get(0);
        String others = ordered.stream()
                .skip(1)
                .map(fault -> String.format(Locale.ROOT, "; also %s: %s", name(fault), fault.reason()))
                .collect(Collectors.joining());
        return bad(
                row.getStartingLineNumber(),
                name(first),
                row.getField(positions[first.column()]),
                first.reason() + others,
                key);
    }

    private ParsedRow bad(long line, String column, String value, String reason, @Nullable String key) {
        return new ParsedRow.InvalidRow(
                new @Nullable Object[] {job, file.name(), fileName, line, column, ShortText.of(value), reason, key});
    }

    private @Nullable String key(@Nullable String[] values) {
        return file.key().size() == 1 ? values[column(file.key().get(0))] : null;
    }

    /** The key of a row with too few or too many fields: the value at the position of the id, if it is a valid id. */
    private @Nullable String key(CsvRecord row) {
        int column = column(file.key().get(0));
        if (file.key().size() > 1 || positions[column] >= row.getFieldCount()) {
            return null;
        }
        try {
            return file.columns().get(column).parse(row.getField(positions[column]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private String name(ColumnFault fault) {
        return file.columns().get(fault.column()).name();
    }

    private int column(String name) {
        return file.columnNames().indexOf(name);
    }

    private static boolean atFault(List<ColumnFault> faults, int column) {
        return faults.stream().anyMatch(fault -> fault.column() == column);
    }

    private static List<ColumnFault> with(List<ColumnFault> faults, ColumnFault fault) {
        var more = new ArrayList<ColumnFault>(faults);
        more.add(fault);
        return more;
    }
}
