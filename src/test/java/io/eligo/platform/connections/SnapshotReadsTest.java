package io.eligo.platform.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotReadsTest {
    /** A source table that is not named would appear empty if it was truncated and loaded again after the snapshot. */
    @Test
    void theTruncationOfEachSourceTableIsDetected() throws IOException {
        List<String> tables = Stream.concat(
                        find("CREATE TABLE (\\w+)", Files.readString(Path.of("ops/source-tables.sql"))),
                        Stream.of("user_grants"))
                .toList();
        assertThat(find("'(\\w+)'", SnapshotReads.IS_TRUNCATED)).containsExactlyInAnyOrderElementsOf(tables);
    }

    private static Stream<String> find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
    }
}
