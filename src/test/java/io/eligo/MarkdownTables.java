package io.eligo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of a Markdown document. */
public final class MarkdownTables {
    /** The tables of a document as rows of cells, the header first, without the line below the header. */
    public static List<List<List<String>>> read(Path document) throws IOException {
        var tables = new ArrayList<List<List<String>>>();
        List<List<String>> table = null;
        for (String line : Files.readAllLines(document)) {
            if (!line.startsWith("|")) {
                table = null;
            } else if (table == null) {
                table = new ArrayList<>();
                table.add(cells(line));
                tables.add(table);
            } else if (!line.startsWith("| ---")) {
                table.add(cells(line));
            }
        }
        return tables;
    }

    private static List<String> cells(String line) {
        // A vertical bar within a cell is written with a backslash before it.
        return Arrays.stream(line.substring(1).split("(?<!\\\\)\\|"))
                .map(String::strip)
                .toList();
    }

    private MarkdownTables() {}
}
