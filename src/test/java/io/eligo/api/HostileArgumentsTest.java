package io.eligo.api;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.eligo.feed.ApiClient;
import io.eligo.feed.ApiTest;
import io.eligo.rollout.RolloutFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.execution.GraphQlSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * For any value of an argument of the schema, or of a field within an argument, the response names the fault or has data; it is
 * never an INTERNAL_ERROR. Arguments that are added to the schema later are covered as well.
 */
@ApiTest
class HostileArgumentsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVERYTHING = "offers:any catalog:write ops:read ops:write";
    private static final String UNKNOWN_ID = "\"00000000-0000-4000-8000-00000000dead\"";

    // JSON literals.
    private static final List<String> TEXTS = List.of(
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\uffff\\ufeff\\u202e\"",
            "\"\"",
            "\"'; --\\\\ %s {} ${x}\"",
            "\"" + "a".repeat(20_000) + "\"",
            "\"9223372036854775807\"",
            "\"-9223372036854775808\"",
            "\"9223372036854775808\"",
            "\"-1E+60000000\"",
            "\"v1.999999999999999999\"",
            "\"v1.1\"",
            "1E+60000000",
            "0",
            "-1");
    private static final List<String> INSTANTS = List.of(
            "\"+999999999-12-31T23:59:59.999999999Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"+1000000000-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"9999-12-31T23:59:59-18:00\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"0001-01-01T00:00:00+18:00\"",
            "\"2026-01-01T00:00:00\\u0000Z\"",
            "1E+60000000");
    private static final List<String> NUMBERS = List.of(
            "-1E+60000000",
            "1E-60000000",
            "0E+60000000",
            "2147483647",
            "2147483648",
            "-2147483649",
            "1.5",
            "9".repeat(100),
            "9".repeat(101),
            "1E-100",
            "\"1E+60000000\"",
            "\"0E-2147483647\"",
            "\"NaN\"",
            "\"Infinity\"");

    @Autowired
    ApiClient apiClient;

    @Autowired
    GraphQlSource source;

    @Autowired
    RolloutFixture rollout;

    /** Some calls with valid values elsewhere switch off. */
    @AfterEach
    void switchOn() {
        rollout.resetAll();
    }

    /** An argument or a field within it that takes a hostile value, while all others take valid ones. */
    private record HostileArgument(String path, String variable, String variables) {}

    private record Call(String document, List<HostileArgument> places) {}

    /** A quarter of the values for each argument; arguments that follow each other take different ones. */
    @Timeout(120)
    @ParameterizedTest
    @ValueSource(strings = {"query", "mutation"})
    void neverCausesAnInternalError(String operation) {
        assertNoInternalErrors(operation, 4);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"query", "mutation"})
    void noValueOfAnyArgumentCausesAnInternalError(String operation) {
        assertNoInternalErrors(operation, 1);
    }

    private void assertNoInternalErrors(String operation, int step) {
        List<Call> calls = calls(operation);

        assertThat(calls).hasSizeGreaterThan(6);
        assertThat(calls).flatExtracting(Call::places).hasSizeGreaterThan(100);
        int position = 0;
        for (Call call : calls) {
            for (HostileArgument hostileArgument : call.places()) {
                if (position++ % step == 0) {
                    assertNoInternalError(call.document(), hostileArgument);
                }
            }
        }
    }

    private void assertNoInternalError(String document, HostileArgument hostileArgument) {
        String body = "{\"query\": %s, \"variables\": %s}"
                .formatted(JSON.writeValueAsString(document), hostileArgument.variables());
        String what =
                "%s of %s: %s".formatted(hostileArgument.path(), document, shortened(hostileArgument.variables()));

        ApiClient.ApiResponse apiResponse =
                apiClient.post(apiClient.token("00000000-0000-4000-8000-000000000001", EVERYTHING), body);

        assertThat(apiResponse.status()).as(what).isLessThan(500);
        assertThat(apiResponse.body().path("errors").toString())
                .as(what)
                .doesNotContain("INTERNAL_ERROR", "UNAVAILABLE", "TIMEOUT");
    }

    private static String shortened(String text) {
        return text.length() < 300 ? text : text.substring(0, 300) + "…";
    }

    private List<Call> calls(String operation) {
        GraphQLObjectType root = operation.equals("query")
                ? source.schema().getQueryType()
                : Objects.requireNonNull(source.schema().getMutationType());
        return root.getFieldDefinitions().stream()
                .filter(field -> !field.getArguments().isEmpty())
                .map(field -> call(operation, field))
                .toList();
    }

    private static Call call(String operation, GraphQLFieldDefinition field) {
        List<GraphQLArgument> arguments = field.getArguments();
        String document = "%s (%s) { %s(%s)%s }"
                .formatted(
                        operation,
                        joined(
                                arguments,
                                one -> "$%s: %s".formatted(one.getName(), GraphQLTypeUtil.simplePrint(one.getType()))),
                        field.getName(),
                        joined(arguments, one -> "%1$s: $%1$s".formatted(one.getName())),
                        selection(field.getType()));
        var places = new ArrayList<HostileArgument>();
        for (GraphQLArgument argument : arguments) {
            hostile(argument.getName(), argument.getType()).forEach((path, value) -> {
                var all = new LinkedHashMap<String, String>();
                for (GraphQLArgument other : arguments) {
                    if (other.getType() instanceof GraphQLNonNull) {
                        all.put(other.getName(), good(other.getType()));
                    }
                }
                all.put(argument.getName(), value);
                places.add(new HostileArgument(path, argument.getName(), object(all)));
            });
        }
        return new Call(document, places);
    }

    private static String joined(List<GraphQLArgument> arguments, Function<GraphQLArgument, String> text) {
        return arguments.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String selection(GraphQLOutputType type) {
        return GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(type)) ? "" : " { __typename }";
    }

    /** The value of the argument as JSON, by path and number: hostile at that path and valid elsewhere. */
    private static Map<String, String> hostile(String path, GraphQLType type) {
        var all = new LinkedHashMap<String, String>();
        if (type instanceof GraphQLNonNull needed) {
            return hostile(path, needed.getWrappedType());
        }
        if (type instanceof GraphQLList list) {
            hostile(path + "[1]", list.getWrappedType())
                    .forEach((where, value) ->
                            all.put(where, "[%s, %s]".formatted(good(list.getWrappedType()), value)));
            return all;
        }
        if (type instanceof GraphQLInputObjectType object) {
            for (GraphQLInputObjectField field : object.getFieldDefinitions()) {
                hostile(path + "." + field.getName(), field.getType())
                        .forEach((where, value) -> all.put(where, object(object, field.getName(), value)));
            }
            return all;
        }
        List<String> values = values((GraphQLNamedType) type);
        IntStream.range(0, values.size()).forEach(i -> all.put(path + " " + i, values.get(i)));
        return all;
    }

    private static List<String> values(GraphQLNamedType type) {
        return switch (type.getName()) {
            case "DateTime" -> INSTANTS;
            case "Int", "Decimal", "Float" -> NUMBERS;
            default -> TEXTS;
        };
    }

    private static String object(GraphQLInputObjectType type, String replaced, String value) {
        var fields = new LinkedHashMap<String, String>();
        for (GraphQLInputObjectField field : type.getFieldDefinitions()) {
            if (field.getType() instanceof GraphQLNonNull && !field.hasSetDefaultValue()) {
                fields.put(field.getName(), good(field.getType()));
            }
        }
        fields.put(replaced, value);
        return object(fields);
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"%s\": %s".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String good(GraphQLType type) {
        if (type instanceof GraphQLNonNull needed) {
            return good(needed.getWrappedType());
        }
        if (type instanceof GraphQLList) {
            return "[]";
        }
        if (type instanceof GraphQLInputObjectType object) {
            return object(object.getFieldDefinitions().stream()
                    .filter(field -> field.getType() instanceof GraphQLNonNull)
                    .collect(Collectors.toMap(
                            GraphQLInputObjectField::getName,
                            field -> good(field.getType()),
                            (one, other) -> one,
                            LinkedHashMap::new)));
        }
        if (type instanceof GraphQLEnumType words) {
            return "\"%s\"".formatted(words.getValues().get(0).getName());
        }
        return switch (((GraphQLNamedType) type).getName()) {
            case "ID" -> UNKNOWN_ID;
            case "Int" -> "1";
            case "Decimal", "Float" -> "1.5";
            case "Boolean" -> "true";
            case "DateTime" -> "\"2026-11-01T00:00:00Z\"";
            default -> "\"a\"";
        };
    }
}
