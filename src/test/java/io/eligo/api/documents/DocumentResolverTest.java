package io.eligo.api.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.util.unit.DataSize;

/** Resolution of stored documents, and the check of documents in the body. */
class DocumentResolverTest {
    private static final String NAMES = "{ zoo { name } }";
    private static final String IDS = "{ zoo { id } }";
    private static final GraphQlSource SOURCE = GraphQlSource.builder(
                    UnExecutableSchemaGenerator.makeUnExecutableSchema(
                            new SchemaParser().parse("type Query { zoo: Zoo } type Zoo { id: ID name: String }")))
            .build();

    @TempDir
    Path folder;

    @BeforeEach
    void oneTrustedDocument() throws IOException {
        Files.writeString(folder.resolve("names.graphql"), NAMES);
    }

    @Test
    void aTrustedDocumentIsFoundByNameOrHash() {
        DocumentResolver documents = documents(false);

        assertThat(documents.resolve(Map.of("documentId", "names"))).isEqualTo(NAMES);
        assertThat(documents.resolve(Map.of("documentId", "sha256:" + DocumentResolver.sha256(NAMES))))
                .isEqualTo(NAMES);
        assertThat(documents.resolve(persisted(NAMES, null))).isEqualTo(NAMES);
        assertRejected(documents, Map.of("documentId", "ids"), "unknown document");
        assertRejected(documents, Map.of("documentId", 7), "unknown document");
    }

    @Test
    void aDocumentSentWithItsHashIsFoundByHash() {
        DocumentResolver documents = documents(false);

        assertRejected(documents, persisted(IDS, null), "PersistedQueryNotFound");
        assertThat(documents.resolve(persisted(IDS, IDS))).isEqualTo(IDS);
        assertThat(documents.resolve(persisted(IDS, null))).isEqualTo(IDS);
    }

    @Test
    void thereIsRoomForSoManyAndNoMore() {
        DocumentResolver documents = documents(false);
        List<String> sent = IntStream.range(0, 2_000)
                .mapToObj(i -> IDS + " # " + i + " ".repeat(100))
                .toList();

        sent.forEach(text -> documents.resolve(persisted(text, text)));

        // A quarter of a megabyte, at two bytes per character.
        assertThat(sent.stream().filter(text -> knows(documents, text))).hasSizeBetween(100, 1_000);
        assertThat(documents.resolve(persisted(IDS, IDS))).isEqualTo(IDS);
    }

    private static boolean knows(DocumentResolver documents, String text) {
        try {
            return documents.resolve(persisted(text, null)).equals(text);
        } catch (RejectedRequest e) {
            return false;
        }
    }

    @Test
    void aHashThatIsNotTheDocumentsTeachesNothing() {
        DocumentResolver documents = documents(false);

        assertRejected(documents, persisted(IDS, "{ zoo { id name } }"), "provided sha does not match query");
        assertRejected(documents, persisted(IDS, null), "PersistedQueryNotFound");
    }

    @Test
    void anotherVersionOfTheProtocolIsRefused() {
        assertRejected(
                documents(false),
                Map.of("extensions", Map.of("persistedQuery", Map.of("version", 2, "sha256Hash", "x"))),
                "Unsupported persisted query version");
    }

    @Test
    void onlyTrustedDocumentsAreServedIfConfigured() {
        DocumentResolver documents = documents(true);

        assertThat(documents.resolve(Map.of("documentId", "names"))).isEqualTo(NAMES);
        assertThat(documents.resolve(Map.of("query", NAMES))).isEqualTo(NAMES);
        assertRejected(documents, Map.of("query", IDS), "only trusted documents");
        assertRejected(documents, persisted(IDS, IDS), "only trusted documents");
        assertRejected(documents, persisted(IDS, null), "PersistedQueryNotSupported");
    }

    @Test
    void aTrustedDocumentThatDoesNotFitTheSchemaStopsTheStart() throws IOException {
        Files.writeString(folder.resolve("wrong.graphql"), "{ aquarium { name } }");

        assertThatThrownBy(() -> documents(false))
                .hasMessageContaining("eligo.graphql.trusted-documents")
                .hasMessageContaining("wrong.graphql")
                .hasMessageContaining("aquarium");
    }

    private static void assertRejected(DocumentResolver documents, Map<String, Object> body, String message) {
        assertThatThrownBy(() -> documents.resolve(body))
                .isInstanceOf(RejectedRequest.class)
                .hasMessageContaining(message);
    }

    private DocumentResolver documents(boolean onlyTrusted) {
        var settings = new GraphQlSettings(folder, onlyTrusted, DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
        return new DocumentResolver(new TrustedDocuments(settings, SOURCE), settings);
    }

    private static Map<String, Object> persisted(String hashed, @Nullable String sent) {
        Map<String, Object> extensions =
                Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", DocumentResolver.sha256(hashed)));
        return sent == null ? Map.of("extensions", extensions) : Map.of("extensions", extensions, "query", sent);
    }
}
