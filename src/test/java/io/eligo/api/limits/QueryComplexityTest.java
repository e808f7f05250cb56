package io.eligo.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cost of operations. */
class QueryComplexityTest {
    private static final GraphQLSchema SCHEMA =
            UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse("""
            directive @cost(weight: Int!) on FIELD_DEFINITION
            type Query { page(first: Int = 20, last: Int): Page other: Thing all: [Thing] why: Thing @cost(weight: 300) }
            type Page { edges: [Edge] total: Int count: Int @cost(weight: 500) }
            type Edge { cursor: String node: Thing }
            type Thing { id: ID name: String page(first: Int): Page }
            """));

    @Test
    void everyFieldCostsOnce() {
        assertThat(cost("{ other { id name } all { id } __typename }", Map.of()))
                .isEqualTo(6);
    }

    @Test
    void fieldsBelowAPageCountOncePerItem() {
        assertThat(cost("{ page(first: 5) { edges { cursor node { id } } } }", Map.of()))
                .isEqualTo(1 + 5 * 4);
        assertThat(cost("{ page(last: 50) { total } }", Map.of())).isEqualTo(1 + 50);
        assertThat(cost("{ page { ...F } } fragment F on Page { total ... { edges { cursor } } }", Map.of()))
                .isEqualTo(1 + 20 * 3);
    }

    @Test
    void pagesInPagesMultiply() {
        assertThat(cost("{ page(first: 10) { edges { node { page(first: 10) { total } } } } }", Map.of()))
                .isEqualTo(1 + 10 * (3 + 10));
    }

    @Test
    void weightsCountOncePerPage() {
        assertThat(cost("{ page(first: 0) { count } }", Map.of())).isEqualTo(1 + 500);
        assertThat(cost("{ page(first: 100) { ...F ... { x: count } } } fragment F on Page { count }", Map.of()))
                .isEqualTo(1 + 2 * 500);
        assertThat(cost("{ page(first: 10) { edges { node { page(first: 0) { count } } } } }", Map.of()))
                .isEqualTo(1 + 10 * (3 + 500));
        assertThat(cost("{ why { id } other { page(first: 2) { count total } } }", Map.of()))
                .isEqualTo(300 + 1 + 2 + 500 + 2);
    }

    @Test
    void aVariableSaysItTooAndItsDefaultWhereItIsMissing() {
        String document = "query ($n: Int = 7) { page(first: $n) { total } }";

        assertThat(cost(document, Map.of("n", 30))).isEqualTo(31);
        assertThat(cost(document, Map.of())).isEqualTo(8);
        assertThat(cost(document, Map.of("n", "ten"))).isEqualTo(8);
    }

    @Test
    void whatIsNotSaidIsTheSchemasDefault() {
        assertThat(cost("{ page(first: null) { total } }", Map.of())).isEqualTo(21);
        assertThat(cost("query ($n: Int) { page(first: $n) { total } }", Map.of()))
                .isEqualTo(21);
    }

    @Test
    void noSizeIsTooLargeAndANegativeOneIsNothing() {
        assertThat(cost("{ page(first: 99999999999999999999) { edges { node { id } } } }", Map.of()))
                .isGreaterThan(100_000_000);
        assertThat(cost("{ page(first: -5) { total } }", Map.of())).isEqualTo(1);
    }

    private static long cost(String document, Map<String, ?> variables) {
        return QueryComplexity.byOperation(Parser.parse(document), SCHEMA)
                .values()
                .iterator()
                .next()
                .evaluate(variables);
    }
}
