package io.eligo.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.parser.Parser;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Size of documents with their fragments expanded. */
class DocumentMetricsTest {
    @Test
    void fieldsNestAndStandBesideEachOther() {
        assertThat(shape("{ a { b { c } d } x: e }")).isEqualTo(new DocumentMetrics(3, 5, 1, 1, 2, 0, false));
    }

    @Test
    void fragmentsCountWhereTheyAreUsed() {
        assertThat(shape("{ a { ...F } b { ...F ... on T { c } } } fragment F on T { x: d { e } }"))
                .isEqualTo(new DocumentMetrics(3, 7, 2, 1, 2, 0, false));
    }

    @Test
    void theLongestAliasIsKnownWhereverItStands() {
        assertThat(shape("{ ab: a { abcde: b abc: c } ...F } fragment F on T { abcd: d }")
                        .aliasLength())
                .isEqualTo(5);
        assertThat(shape("{ a } fragment Unused on T { abc: d }").aliasLength()).isEqualTo(3);
    }

    @Test
    void directivesAreCountedAndThoseOfVariablesNoted() {
        assertThat(shape("query ($v: Boolean) @a { b @skip(if: true) ... @include(if: $v) @c { d } }"))
                .isEqualTo(new DocumentMetrics(1, 2, 0, 0, 2, 4, true));
        assertThat(shape("{ b @skip(if: true) }").conditional()).isFalse();
        assertThat(shape("query ($n: Int) { b(first: $n) }").conditional()).isFalse();
    }

    @Test
    void introspectionIsNotCountedAsDepth() {
        assertThat(shape("{ __schema { types { fields { name } } } a { b } }").depth())
                .isEqualTo(2);
    }

    @Test
    void fragmentsInCirclesEnd() {
        assertThat(shape("{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c { ...F } }")
                        .depth())
                .isEqualTo(3);
    }

    @Test
    void fragmentsThatDoubleEachOtherEnd() {
        String doubling = IntStream.range(0, 60)
                .mapToObj(
                        i -> "fragment F%d on T { a { ...F%d ...F%d } b { ...F%d } }".formatted(i, i + 1, i + 1, i + 1))
                .collect(Collectors.joining(" "));

        DocumentMetrics documentMetrics = shape("{ ...F0 } " + doubling + " fragment F60 on T { c: d @e }");

        assertThat(documentMetrics.fields()).isEqualTo(DocumentMetrics.MAX_COUNT);
        assertThat(documentMetrics.aliases()).isEqualTo(DocumentMetrics.MAX_COUNT);
        assertThat(documentMetrics.directives()).isEqualTo(DocumentMetrics.MAX_COUNT);
        assertThat(documentMetrics.depth()).isEqualTo(61);
    }

    private static DocumentMetrics shape(String document) {
        return DocumentMetrics.of(Parser.parse(document));
    }
}
