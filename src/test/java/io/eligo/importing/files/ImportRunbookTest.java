package io.eligo.importing.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ImportRunbookTest {
    @Test
    void listsEachFileWithItsColumnsInLoadOrder() throws IOException {
        String rows = CsvFiles.IN_LOAD_ORDER.stream()
                .map(file -> "| `" + file.name() + "` | " + describeColumns(file) + " |\n")
                .collect(Collectors.joining());
        assertThat(Files.readString(Path.of("ops/runbooks/import.md"))).contains("| --- | --- |\n" + rows + "\n");
    }

    /** A column in brackets may be empty. */
    private static String describeColumns(CsvFile file) {
        return file.columns().stream()
                .map(column -> column.nullable() ? "[`" + column.name() + "`]" : "`" + column.name() + "`")
                .collect(Collectors.joining(", "));
    }
}
