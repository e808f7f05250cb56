package io.eligo.api.execution;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.ExecutionStrategy;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.eligo.api.CacheableFragment;
import io.eligo.api.NamedTypeResolver;
import io.eligo.api.PropertyFetcher;
import io.eligo.api.endpoint.DecimalScalar;
import io.eligo.api.limits.ResponseBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON written without the engine equals the response of the engine, including errors. */
class PropertyExecutionStrategyTest {
    private static final String SCHEMA = """
            type Query { zoo: Zoo! nowhere: Zoo }
            type Zoo { name: String! animals: [Animal!]! cages: [[Cage]] best: Animal keeper: Keeper }
            interface Animal { id: ID! name: String size: Size }
            type Cat implements Animal { id: ID! name: String size: Size lives: Int! weight: Decimal }
            type Dog implements Animal { id: ID! name: String size: Size friends: [Animal] }
            type Cage { number: Int! open: Boolean! }
            type Keeper { name: String! }
            enum Size { SMALL LARGE }
            scalar Decimal
            """;

    private enum Size {
        SMALL,
        LARGE,
        HUGE
    }

    private sealed interface Animal extends CacheableFragment {
        UUID id();

        @Nullable
        String name();

        Size size();
    }

    private record Cat(UUID id, @Nullable String name, Size size, int lives, BigDecimal weight) implements Animal {}

    private record Dog(UUID id, @Nullable String name, Size size, List<Animal> friends) implements Animal {}

    private record Cage(@Nullable Integer number, boolean open) {}

    private record Zoo(@Nullable String name, List<Animal> animals, List<List<Cage>> cages, Animal best) {}

    private static final GraphQL OURS = graphQl(new PropertyExecutionStrategy(new SimpleDataFetcherExceptionHandler()));
    private static final GraphQL ENGINES = graphQl(new AsyncExecutionStrategy());

    private static final Cat TOM =
            new Cat(new UUID(1, 1), "Tom \"the\" Zürich \\ \n cat 🐈", Size.SMALL, 7, new BigDecimal("4.20"));
    private static final Dog REX = new Dog(new UUID(1, 2), null, Size.LARGE, List.of(TOM));
    private static final Zoo ZOO = new Zoo(
            "zoo",
            List.of(TOM, REX),
            Arrays.asList(List.of(new Cage(1, true), new Cage(2, false)), null, List.of()),
            REX);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ zoo { name } }",
                "{ zoo { __typename animals { __typename id name size } } nowhere { name } }",
                "{ a: zoo { n: name m: name } b: zoo { best { id } } }",
                "{ zoo { animals { id ... on Cat { lives weight } ... on Dog { friends { name ... on Cat { w: weight } } } } } }",
                "{ zoo { animals { ...F } animals { name } } } fragment F on Animal { id ... on Cat { lives } id }",
                "{ x: zoo { ...Z } y: zoo { ...Z best { size } } } fragment Z on Zoo { best { id } }",
                "{ zoo { cages { number open } } }",
                "query ($yes: Boolean!) { zoo { name @include(if: $yes) best @skip(if: $yes) { id } animals { id } } }",
                "query ($yes: Boolean!) { zoo { ... @include(if: $yes) { name } best { id name @skip(if: $yes) } } }",
                "{ zoo { name @skip(if: true) best { id @include(if: false) name } } }",
                "{ zoo { name @skip(if: true) } }",
                "{ zoo { best { id @skip(if: true) } name } }",
                "{ zoo { keeper { name } name } }"
            })
    void theAnswerIsTheEngines(String document) {
        for (boolean yes : List.of(true, false, true)) {
            assertThat(answer(OURS, document, ZOO, yes)).isEqualTo(answer(ENGINES, document, ZOO, yes));
        }
    }

    @Test
    void errorsAreReportedByTheEngine() {
        String document = "{ zoo { name animals { id size } cages { number } } }";
        var nameless = new Zoo(null, List.of(TOM), List.of(), TOM);
        var huge = new Zoo("zoo", List.of(new Dog(new UUID(1, 3), "x", Size.HUGE, List.of())), List.of(), TOM);
        var numberless = new Zoo("zoo", List.of(), List.of(List.of(new Cage(null, true))), TOM);

        for (Zoo zoo : List.of(nameless, huge, numberless)) {
            JsonNode answer = answer(OURS, document, zoo, true);
            assertThat(answer).isEqualTo(answer(ENGINES, document, zoo, true));
            assertThat(answer.path("errors")).isNotEmpty();
        }
    }

    @Test
    void anObjectThatOnlyHasPropertiesNeedsNoEngine() {
        assertThat(data(OURS, "{ zoo { name animals { id } } }").get("zoo")).isInstanceOf(JsonFragment.class);
        assertThat(data(OURS, "{ zoo { keeper { name } } }").get("zoo")).isInstanceOf(Map.class);
    }

    private static Map<String, Object> data(GraphQL graphQl, String document) {
        return result(graphQl, document, ZOO, true, new SerializationPlans(null))
                .getData();
    }

    private static JsonNode answer(GraphQL graphQl, String document, Zoo zoo, boolean yes) {
        var serializationPlans =
                new SerializationPlans(document.contains("$") ? null : new JsonFragmentCache(DataSize.ofMegabytes(1)));
        ExecutionResult result = result(graphQl, document, zoo, yes, serializationPlans);
        var json = new JsonMapper();
        var written = new ByteArrayOutputStream();
        try {
            new ResponseSerializer(json)
                    .serialize(result.toSpecification(), ResponseBudget.unlimited())
                    .writeTo(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.readTree(written.toByteArray());
    }

    private static ExecutionResult result(
            GraphQL graphQl, String document, Zoo zoo, boolean yes, SerializationPlans serializationPlans) {
        return graphQl.execute(ExecutionInput.newExecutionInput(document)
                .root(zoo)
                .variables(Map.of("yes", yes))
                .graphQLContext(Map.of(SerializationPlans.class, serializationPlans))
                .build());
    }

    private static GraphQL graphQl(ExecutionStrategy strategy) {
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(DecimalScalar.DECIMAL)
                .type(
                        "Query",
                        type -> type.dataFetcher("zoo", field -> field.getRoot())
                                .dataFetcher("nowhere", field -> null))
                .type(
                        "Zoo",
                        type -> type.dataFetcher("name", PropertyFetcher.of(Zoo::name))
                                .dataFetcher("animals", PropertyFetcher.of(Zoo::animals))
                                .dataFetcher("cages", PropertyFetcher.of(Zoo::cages))
                                .dataFetcher("best", PropertyFetcher.of(Zoo::best))
                                .dataFetcher("keeper", field -> Map.of("name", "Joe")))
                .type(
                        "Animal",
                        type -> type.typeResolver(
                                NamedTypeResolver.of((Animal animal) -> animal instanceof Cat ? "Cat" : "Dog")))
                .type(
                        "Cat",
                        type -> type.dataFetcher("id", PropertyFetcher.of(Cat::id))
                                .dataFetcher("name", PropertyFetcher.of(Cat::name))
                                .dataFetcher("size", PropertyFetcher.of(Cat::size))
                                .dataFetcher("lives", PropertyFetcher.of(Cat::lives))
                                .dataFetcher("weight", PropertyFetcher.of(Cat::weight)))
                .type(
                        "Dog",
                        type -> type.dataFetcher("id", PropertyFetcher.of(Dog::id))
                                .dataFetcher("name", PropertyFetcher.of(Dog::name))
                                .dataFetcher("size", PropertyFetcher.of(Dog::size))
                                .dataFetcher("friends", PropertyFetcher.of(Dog::friends)))
                .type(
                        "Cage",
                        type -> type.dataFetcher("number", PropertyFetcher.of(Cage::number))
                                .dataFetcher("open", PropertyFetcher.of(Cage::open)))
                .build();
        GraphQLSchema schema = new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring);
        return GraphQL.newGraphQL(schema).queryExecutionStrategy(strategy).build();
    }
}
