package io.eligo.api.documents;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.eligo.api.limits.LimitSettings;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.util.unit.DataSize;

/** Caching and eviction of parsed and validated documents. */
class DocumentCacheTest {
    private static final String GOOD = "{ zoo { name } }";
    private static final LimitSettings LIMITS = new LimitSettings(
            DataSize.ofKilobytes(64), 2_000, 10, 5_000, DataSize.ofMegabytes(10), Duration.ofSeconds(10));

    private final DocumentCache documentCache = documents(DataSize.ofMegabytes(1));
    private int wrong;

    @Test
    void whatWasPreparedOnceIsNotPreparedAgain() {
        assertThat(entry(GOOD)).isSameAs(entry(GOOD));
        assertThat(entry("{ zoo { nothing } }")).isSameAs(entry("{ zoo { nothing } }"));
    }

    @Test
    void tenThousandInvalidDocumentsDoNotEvictAFrequentOne() {
        wrongOnes(1_000);
        IntStream.range(0, 20).forEach(i -> entry(GOOD));
        PreparsedDocumentEntry good = entry(GOOD);

        for (int i = 0; i < 200; i++) {
            wrongOnes(50);
            assertThat(entry(GOOD)).isSameAs(good);
        }
    }

    @Test
    void thoseThatCameOnceMakeRoom() {
        PreparsedDocumentEntry first = entry("{ zoo { once } }");

        wrongOnes(1_000);

        assertThat(entry("{ zoo { once } }")).isNotSameAs(first);
    }

    @Test
    void manyErrorsTakeMoreRoomThanTheirDocument() {
        String wrong = "{ ...%1$s } fragment %1$s on Query {%2$s }".formatted("F".repeat(400), " a b c d e f g h i");
        DocumentCache small = documents(DataSize.ofBytes(2_000 + 50L * wrong.length()));

        assertThat(entry(small, wrong).getErrors()).hasSize(9);
        assertThat(entry(small, wrong)).isNotSameAs(entry(small, wrong));
    }

    private void wrongOnes(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(entry("{ zoo { wrong%d } }".formatted(wrong++)).hasErrors())
                    .isTrue();
        }
    }

    private PreparsedDocumentEntry entry(String document) {
        return entry(documentCache, document);
    }

    private static PreparsedDocumentEntry entry(DocumentCache documentCache, String document) {
        return documentCache
                .getDocumentAsync(ExecutionInput.newExecutionInput(document).build(), input -> {
                    throw new IllegalStateException("the engine parses nothing itself");
                })
                .join();
    }

    private static DocumentCache documents(DataSize memory) {
        GraphQlSource source = GraphQlSource.builder(UnExecutableSchemaGenerator.makeUnExecutableSchema(
                        new SchemaParser().parse("type Query { zoo: Zoo } type Zoo { id: ID name: String }")))
                .build();
        var beans = new StaticListableBeanFactory();
        beans.addBean("source", source);
        return new DocumentCache(
                LIMITS,
                new GraphQlSettings(null, false, memory, DataSize.ofMegabytes(1)),
                beans.getBeanProvider(GraphQlSource.class));
    }
}
