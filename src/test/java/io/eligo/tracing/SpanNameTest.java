package io.eligo.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.MarkdownTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpanNameTest {
    @Test
    void everySpanIsDocumented() throws IOException {
        assertThat(MarkdownTables.read(Path.of("docs/monitoring.md")).stream()
                        .filter(table -> table.get(0).get(0).equals("span"))
                        .flatMap(table -> table.stream().skip(1))
                        .map(row -> row.get(0)))
                .containsExactlyElementsOf(Stream.of(SpanName.values())
                        .map(name -> "`" + name.text() + "`")
                        .toList());
    }
}
