package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.importing.files.CsvFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that cannot be read to its end fails the import at once, with its name. No file of the folder is loaded. */
class UnreadableFilesTest extends ImportTestBase {
    private static final String HEADER = "id,business_name,status,category\n";

    @Test
    void loadsAllMembersOfAGzipFile() throws IOException {
        assertThat(importFixture
                        .run(zipped(gzip(HEADER + merchants(1, 3)), gzip(merchants(4, 3))))
                        .isCompleted())
                .isTrue();
        assertThat(importFixture.count("merchant")).isEqualTo(6);
    }

    @Test
    void refusesPlainTextAfterAGzipMember() throws IOException {
        refuses(
                zipped(gzip(HEADER + merchants(1, 3)), merchants(4, 3).getBytes(StandardCharsets.UTF_8)),
                "merchants.csv.gz: is damaged, or its gzip data is followed by other data: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void refusesASecondMemberWhoseHeaderIsDamaged(int at) throws IOException {
        byte[] second = gzip(merchants(4, 3));
        second[at] ^= at == 3 ? (byte) 0xe0 : 1;
        refuses(
                zipped(gzip(HEADER + merchants(1, 3)), second),
                "merchants.csv.gz: is damaged, or its gzip data is followed by other data: ");
    }

    @Test
    void refusesASecondMemberThatIsTruncatedAnywhere() throws IOException {
        byte[] first = gzip(HEADER + merchants(1, 3));
        byte[] second = gzip(merchants(4, 3));
        for (int length = 1; length < second.length; length++) {
            folder = zipped(first, Arrays.copyOf(second, length));
            assertThat(importFixture.run(folder).errors())
                    .as("cut after %d bytes", length)
                    .singleElement()
                    .asString()
                    .startsWith("merchants.csv.gz: is ");
        }
        assertThat(importFixture.count("merchant")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, -8, -1})
    void refusesAGzipFileWithADamagedByte(int at) throws IOException {
        byte[] damaged = gzip(HEADER + merchants(1, 30));
        damaged[at < 0 ? damaged.length + at : at] ^= 0x55;
        refuses(zipped(damaged), "merchants.csv.gz: is ");
    }

    @Test
    void refusesAGzipFileWithThePlainExtension() throws IOException {
        folder.bytes("merchants.csv", gzip(HEADER + merchants(1, 3)));
        refuses(folder, "merchants.csv: is a gzip file, its name must end in .csv.gz");
    }

    @Test
    void refusesABrokenLink() throws IOException {
        folder.without("merchants.csv");
        Files.createSymbolicLink(dir.resolve("merchants.csv"), dir.resolve("gone.csv"));
        refuses(folder, "merchants.csv: cannot be read: it is a link to " + dir + "/gone.csv, which does not exist");
    }

    @Test
    void readsALinkToAFile() throws IOException {
        Files.move(dir.resolve("merchants.csv"), dir.resolve("elsewhere.txt"));
        Files.createSymbolicLink(dir.resolve("merchants.csv"), dir.resolve("elsewhere.txt"));
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
    }

    @Test
    void refusesAFolderInsteadOfAFile() throws IOException {
        folder.without("merchants.csv");
        Files.createDirectory(dir.resolve("merchants.csv"));
        refuses(folder, "merchants.csv: cannot be read: it is not a regular file");
    }

    @Test
    void reportsTheColumnsOfAHeaderWithALineBreakOnOneLine() {
        folder.bytes("merchants.csv", "id,\"business\nname\",status,category\n".getBytes(StandardCharsets.UTF_8));
        refuses(
                folder,
                "merchants.csv: column business_name is missing; found id,business\u240aname,status,category; expected ");
    }

    @Test
    void reportsTheLineOfAnUnclosedQuoteInALongFile() {
        folder.bytes(
                "merchants.csv",
                (HEADER + id(3) + ",\"Duka,Active,\n" + "x".repeat(3_000_000)).getBytes(StandardCharsets.UTF_8));
        refuses(folder, "merchants.csv: invalid CSV: ");
    }

    private void refuses(ImportFolderFixture faulty, String reason) {
        assertThat(importFixture.run(faulty).errors())
                .singleElement()
                .asString()
                .startsWith(reason)
                .doesNotContain("\n");
        assertThat(importFixture.count("merchant")).isZero();
    }

    /** Replaces the plain file of merchants, and omits the files that refer to it. */
    private ImportFolderFixture zipped(byte[]... members) throws IOException {
        CsvFiles.IN_LOAD_ORDER.forEach(
                file -> dir.resolve(file.name() + ".csv").toFile().delete());
        var all = new ByteArrayOutputStream();
        for (byte[] member : members) {
            all.write(member);
        }
        return folder.bytes("merchants.csv.gz", all.toByteArray());
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String merchants(int first, int count) {
        var rows = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            rows.append(id(i)).append(",Shop ").append(i).append(",Active,Food\n");
        }
        return rows.toString();
    }
}
