package io.eligo.feed;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Hostile request bodies, and the expected response of each. */
public final class HostileRequests {
    static final String PAGE =
            "{ edges { cursor node { id name merchant { id name category } outlets { id name description merchant { id name } } } } }";

    public static Stream<HostileRequest> all() {
        return Stream.of(documents(), arguments(), bodies()).flatMap(some -> some);
    }

    /**
     * Requests that each once stopped a node or blocked a thread for long; the last one where offers have thousands of outlets.
     */
    public static List<HostileRequest> flood() {
        return List.of(
                variable("a size with 60 million digits", "Int", "first", "-1E+60000000"),
                operation("an operation that reads like an error", " with value '".repeat(4_700)),
                document(
                        "29 long aliases of a word, of all outlets",
                        "{ offers(first: 40) { edges { node { outlets {"
                                + numbered(29, " " + "a".repeat(90) + "%d: __typename") + " } } } } }",
                        "response-size"));
    }

    /** @param expectedMessage the limit or argument that the error must name; empty if only the message is checked */
    public record HostileRequest(
            String description, String body, int status, String classification, String expectedMessage) {
        @Override
        public String toString() {
            return description;
        }
    }

    private static Stream<HostileRequest> documents() {
        return Stream.of(
                document("fields 60 deep", "{ a ".repeat(60) + "}".repeat(60), "depth"),
                document("fields 3,000 deep", "{a".repeat(3_000) + "}".repeat(3_000), ""),
                document("inline fragments 1,500 deep", "{" + "...{".repeat(1_500) + "a" + "}".repeat(1_501), ""),
                document(
                        "600 fields next to each other",
                        "{ offers { edges { node { " + "name ".repeat(600) + "} } } }",
                        "fields"),
                document("__typename 600 times", "{" + " __typename".repeat(600) + " }", "root-fields"),
                document(
                        "100 aliases of the feed",
                        "{" + aliases(100, "offers " + PAGE.substring(0, 40) + " } } }") + "}",
                        "root-fields"),
                document(
                        "100 aliases of a name",
                        "{ offers { edges { node {" + aliases(100, "name") + " } } } }",
                        "aliases"),
                document(
                        "an alias of 5,000 letters, 100 times",
                        "{ offers(first: 100) { edges { node { " + "a".repeat(5_000) + ": name } } } }",
                        "alias-length"),
                document(
                        "all outlets counted ten times",
                        "{" + aliases(10, "outlets(first: 0) { totalCount }") + "}",
                        "cost"),
                document("ten times a hundred offers", "{" + aliases(10, "offers(first: 100) " + PAGE) + "}", "cost"),
                document("50,000 characters of space", "{ __typename" + " ".repeat(50_000) + "}", ""),
                document("a comment of 50,000 letters", "{ __typename } #" + "a".repeat(50_000), ""),
                document("nothing but a comment", "# { __typename }", ""),
                document("3,000 tokens", "{" + " a".repeat(3_000) + " }", ""),
                document("50 directives", "{ __typename" + " @skip(if: false)".repeat(50) + " }", "directives"),
                document("a directive that does not exist", "{ __typename @cached }", ""),
                document(
                        "fragments in a circle",
                        "{ offers { edges { node { ...F } } } } fragment F on Offer { id ...G } fragment G on Offer { ...F }",
                        ""),
                document(
                        "fragments that double each other",
                        "{ offers { edges { node { ...F0 } } } } " + doubling(40),
                        "fields"),
                document(
                        "the same name for 60 different pages",
                        "{"
                                + IntStream.range(0, 10)
                                        .mapToObj(i -> " x: offers(first: %d) { edges { cursor } }".formatted(i))
                                        .collect(Collectors.joining())
                                + "}",
                        ""),
                document(
                        "the whole schema",
                        "{ __schema { types { name fields { name type { name ofType { name } } } } } }",
                        ""),
                document("a type of the schema", "{ __type(name: \"Query\") { name } }", ""),
                document(
                        "the schema by an alias and a fragment",
                        "{ x: __schema { ...S } } fragment S on __Schema { types { name } }",
                        ""),
                document("a field of 9,000 letters", "{ " + "a".repeat(9_000) + " }", ""),
                document(
                        "90 wrong fields in a fragment of 5,000 letters",
                        "{ offers { edges { node { ...%1$s } } } } fragment %1$s on Offer {%2$s }"
                                .formatted("F".repeat(5_000), numbered(90, " wrong%d")),
                        ""),
                document("300 unused variables", "query (" + numbered(300, " $v%d: Int") + ") { __typename }", ""),
                document("a type of lists 3,000 deep", "query ($v: " + "[".repeat(3_000) + "Int) { __typename }", ""),
                document(
                        "lists 900 deep for a word",
                        "{ offers(filter: {category: " + "[".repeat(900) + "]".repeat(900)
                                + "}) { edges { cursor } } }",
                        ""),
                document("200 operations", numbered(200, " query Q%d { __typename }"), "root-fields"),
                document("a string without an end", "{ offers(after: \"\"\"" + "a".repeat(9_000), ""),
                document("a subscription", "subscription { offers { edges { cursor } } }", ""),
                document("two operations and no name", "query A { __typename } query B { __typename }", ""),
                document("no operation", "fragment F on Offer { id }", ""),
                document("types instead of a query", "type Query { x: Int }", ""),
                document("not GraphQL", "SELECT * FROM user_grants", ""));
    }

    private static Stream<HostileRequest> arguments() {
        return Stream.of(
                document("first: -1", "{ offers(first: -1) " + PAGE + " }", "first"),
                document("first: 101", "{ offers(first: 101) { edges { cursor } } }", "first"),
                document("first: 2147483647", "{ offers(first: 2147483647) " + PAGE + " }", "cost"),
                document("first: 99999999999", "{ offers(first: 99999999999) { edges { cursor } } }", "first"),
                document("first: 1e999", "{ offers(first: 1e999) { edges { cursor } } }", "first"),
                document(
                        "an invalid default size",
                        "query ($n: Int = 99999999999) { offers(first: $n) { edges { cursor } } }",
                        ""),
                document(
                        "an argument of 9,000 letters",
                        "{ offers(" + "a".repeat(9_000) + ": 1) { edges { cursor } } }",
                        ""),
                document("first: 1.5", "{ offers(first: 1.5) { edges { cursor } } }", "first"),
                document("an invalid cursor", "{ offers(after: \"not a cursor\") { edges { cursor } } }", "after"),
                document(
                        "a cursor of 5,000 letters",
                        "{ offers(before: \"" + "A".repeat(5_000) + "\") { edges { cursor } } }",
                        "before"),
                document(
                        "a search of 5,000 letters",
                        "{ offers(filter: {search: \"" + "a".repeat(5_000) + "\"}) { edges { cursor } } }",
                        "filter.search"),
                document(
                        "a filter that is not an object", "{ offers(filter: \"all\") { edges { cursor } } }", "filter"),
                document(
                        "an unknown offer type",
                        "{ offers(filter: {offerType: cashback}) { edges { cursor } } }",
                        "filter.offerType"),
                new HostileRequest(
                        "another user's offers",
                        query("{ offers(userId: \"00000000-0000-4000-8000-000000000002\") { edges { cursor } } }"),
                        200,
                        "FORBIDDEN",
                        "userId"),
                new HostileRequest(
                        "the eligibility of another user",
                        query("{ eligibility(userId: \"%1$s\", offerId: \"%1$s\") { eligible } }"
                                .formatted("00000000-0000-4000-8000-000000000002")),
                        200,
                        "FORBIDDEN",
                        "userId"),
                new HostileRequest(
                        "an operator query without the scope", query("{ outbox { pending } }"), 200, "FORBIDDEN", ""),
                new HostileRequest(
                        "a mutation without the scope",
                        query("mutation { deleteOffer(id: \"00000000-0000-4000-8000-000000000002\") { freshness } }"),
                        200,
                        "FORBIDDEN",
                        ""),
                variable("a size with a billion digits", "Int", "first", "1e999999999", "v"),
                variable("a user with a billion digits", "ID", "userId", "1e999999999", "v"),
                variable("a negative size with 60 million digits", "Int", "first", "-1E+60000000", "v"),
                variable("a size with 60 million digits after the point", "Int", "first", "1E-60000000", "v"),
                variable("a cursor with 60 million digits", "String", "after", "1E+60000000", "v"),
                variable("nothing, 60 million times", "Int", "first", "0E+60000000", "v"),
                variable(
                        "a percentage with 60 million digits",
                        "OfferFilter",
                        "filter",
                        "{\"minPercentage\": 1E+60000000}",
                        "v.minPercentage"),
                variable(
                        "a percentage with 60 million digits as a text",
                        "OfferFilter",
                        "filter",
                        "{\"minPercentage\": \"1E+60000000\"}",
                        "v.minPercentage"),
                variable(
                        "a percentage of 50,000 digits as a text",
                        "OfferFilter",
                        "filter",
                        "{\"minPercentage\": \"" + "9".repeat(50_000) + "\"}",
                        "v.minPercentage"),
                new HostileRequest(
                        "a page with 60 million digits that is only counted",
                        variables("query ($v: Int) { offers(first: $v) { totalCount } }", "1E+60000000"),
                        200,
                        "BAD_REQUEST",
                        "v"),
                new HostileRequest(
                        "a switch with 60 million digits",
                        variables("query ($v: Boolean!) { __typename @skip(if: $v) }", "1E+60000000"),
                        200,
                        "BAD_REQUEST",
                        "v"),
                new HostileRequest(
                        "an unused number with 60 million digits",
                        variables("{ __typename }", "[{\"x\": 1E+60000000}]"),
                        200,
                        "BAD_REQUEST",
                        "v[0].x"),
                document(
                        "a size with 60 million digits in the document",
                        "{ offers(first: -1E+60000000) { edges { cursor } } }",
                        "first"),
                document(
                        "a size by default with 60 million digits",
                        "query ($v: Int = 1E+60000000) { offers(first: $v) { totalCount } }",
                        "v"),
                document(
                        "a percentage with 60 million digits in the document",
                        "{ offers(filter: {minPercentage: 1E+60000000}) { edges { cursor } } }",
                        "filter.minPercentage"),
                document(
                        "a percentage with 60 million digits as a text in the document",
                        "{ offers(filter: {minPercentage: \"1E+60000000\"}) { edges { cursor } } }",
                        "filter.minPercentage"),
                document(
                        "a percentage of 9,000 digits",
                        "{ offers(filter: {minPercentage: " + "9".repeat(9_000) + "}) { edges { cursor } } }",
                        "filter.minPercentage"),
                document(
                        "an invalid exponent",
                        "{ offers(filter: {minPercentage: 1E+99999999999}) { edges { cursor } } }",
                        ""),
                variable(
                        "a filter with a field of 50,000 letters",
                        "OfferFilter",
                        "filter",
                        "{\"" + "a".repeat(50_000) + "\": 1}"),
                variable("a type that is half a character", "OfferFilter", "filter", "{\"offerType\": \"\\ud800\"}"),
                variable("10,000 filters", "OfferFilter", "filter", "[" + "null,".repeat(9_999) + "null]"),
                variable("a user that is a list", "ID", "userId", "[[[[1]]]]"),
                variable("a cursor that is an object", "String", "after", "{\"$ne\": null}"));
    }

    private static Stream<HostileRequest> bodies() {
        return Stream.of(
                new HostileRequest("no JSON", "{\"query\": \"{ __typename }\"", 400, "BAD_REQUEST", ""),
                new HostileRequest("JSON and more", "{\"query\": \"{ __typename }\"} }", 400, "BAD_REQUEST", ""),
                new HostileRequest("nothing", "", 400, "BAD_REQUEST", ""),
                new HostileRequest("null", "null", 400, "BAD_REQUEST", ""),
                new HostileRequest("half a character", "{\"query\": \"{ \\ud800 }\"}", 200, "BAD_REQUEST", ""),
                new HostileRequest(
                        "a name with half a character",
                        "{\"query\": \"{ __typename }\", \"variables\": {\"\\ud800\": 1}}",
                        400,
                        "BAD_REQUEST",
                        ""),
                new HostileRequest(
                        "a word with half a character",
                        "{\"query\": \"{ offers(filter: {offerType: \\\"\\ud800\\\"}) { edges { cursor } } }\"}",
                        200,
                        "BAD_REQUEST",
                        ""),
                new HostileRequest(
                        "an operation of 50,000 letters",
                        "{\"query\": \"query A { __typename }\", \"operationName\": \"" + "a".repeat(50_000) + "\"}",
                        200,
                        "BAD_REQUEST",
                        ""),
                operation("an operation that reads like an error 4,700 times", " with value '".repeat(4_700)),
                operation("an operation that reads like the end of an error", "' is not a".repeat(6_000)),
                operation("an operation that reads like arguments", "argument '".repeat(6_000)),
                new HostileRequest(
                        "an operation that is an object",
                        "{\"query\": \"{ __typename }\", \"operationName\": {}}",
                        400,
                        "BAD_REQUEST",
                        "operationName"),
                new HostileRequest(
                        "variables that are a text",
                        "{\"query\": \"{ __typename }\", \"variables\": \"{}\"}",
                        400,
                        "BAD_REQUEST",
                        "variables"),
                new HostileRequest(
                        "extensions that are a list",
                        "{\"query\": \"{ __typename }\", \"extensions\": []}",
                        400,
                        "BAD_REQUEST",
                        "extensions"),
                new HostileRequest(
                        "extensions with 60 million digits",
                        "{\"query\": \"{ __typename }\", \"extensions\": {\"x\": -1E+60000000}}",
                        400,
                        "BAD_REQUEST",
                        "extensions.x"),
                new HostileRequest(
                        "an exponent beyond all numbers",
                        "{\"query\": \"{ __typename }\", \"variables\": {\"v\": 1E+99999999999}}",
                        400,
                        "BAD_REQUEST",
                        ""),
                new HostileRequest("a batch of 20,000", "[" + "0,".repeat(19_999) + "0]", 400, "BAD_REQUEST", "batch"),
                new HostileRequest(
                        "a batch",
                        "[" + String.join(",", List.of(query("{ __typename }"), query("{ __typename }"))) + "]",
                        400,
                        "BAD_REQUEST",
                        "batch"),
                new HostileRequest("lists 20,000 deep", "[".repeat(20_000), 400, "BAD_REQUEST", ""),
                new HostileRequest(
                        "variables 20,000 deep",
                        "{\"query\": \"{ __typename }\", \"variables\": " + "{\"a\":".repeat(5_000) + "1"
                                + "}".repeat(5_001),
                        400,
                        "BAD_REQUEST",
                        ""),
                new HostileRequest(
                        "a megabyte", query("{ __typename }" + " ".repeat(1_000_000)), 413, "BAD_REQUEST", "body-size"),
                new HostileRequest(
                        "a number of 5,000 digits",
                        "{\"query\": \"{ __typename }\", \"variables\": {\"n\": " + "9".repeat(5_000) + "}}",
                        400,
                        "BAD_REQUEST",
                        ""),
                new HostileRequest(
                        "an unknown trusted document",
                        "{\"documentId\": \"../../etc/passwd\"}",
                        400,
                        "NOT_FOUND",
                        "documentId"),
                new HostileRequest(
                        "an unknown document hash",
                        persisted("\"sha256Hash\": \"" + "0".repeat(64) + "\"", ""),
                        200,
                        "NOT_FOUND",
                        "PERSISTED_QUERY_NOT_FOUND"),
                new HostileRequest(
                        "a document under a hash that is not its own",
                        persisted("\"sha256Hash\": \"" + "0".repeat(64) + "\"", "{ __typename }"),
                        400,
                        "BAD_REQUEST",
                        "extensions.persistedQuery.sha256Hash"));
    }

    private static HostileRequest document(String what, String document, String told) {
        return new HostileRequest(what, query(document), 200, "BAD_REQUEST", told);
    }

    private static HostileRequest variable(String what, String type, String argument, String json) {
        return variable(what, type, argument, json, "");
    }

    private static HostileRequest variable(String what, String type, String argument, String json, String told) {
        String document = "query ($v: %s) { offers(%s: $v) { edges { cursor } } }".formatted(type, argument);
        return new HostileRequest(what, variables(document, json), 200, "BAD_REQUEST", told);
    }

    private static String variables(String document, String json) {
        return "{\"query\": \"%s\", \"variables\": {\"v\": %s}}".formatted(document, json);
    }

    private static HostileRequest operation(String what, String name) {
        return new HostileRequest(
                what,
                new JsonMapper().writeValueAsString(Map.of("query", "query A { __typename }", "operationName", name)),
                200,
                "BAD_REQUEST",
                "");
    }

    static String query(String document) {
        return new JsonMapper().writeValueAsString(Map.of("query", document));
    }

    private static String persisted(String hash, String document) {
        String query = document.isEmpty() ? "" : "\"query\": \"%s\", ".formatted(document);
        return "{%s\"extensions\": {\"persistedQuery\": {\"version\": 1, %s}}}".formatted(query, hash);
    }

    private static String aliases(int count, String field) {
        return numbered(count, " a%d: " + field);
    }

    private static String numbered(int count, String text) {
        return IntStream.range(0, count).mapToObj(text::formatted).collect(Collectors.joining());
    }

    private static String doubling(int count) {
        return IntStream.range(0, count)
                        .mapToObj(i -> "fragment F%d on Offer { ...F%d ... { ...F%d } } ".formatted(i, i + 1, i + 1))
                        .collect(Collectors.joining())
                + "fragment F%d on Offer { id }".formatted(count);
    }

    private HostileRequests() {}
}
