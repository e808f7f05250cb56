package io.eligo.graphql;

import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many fields an operation may have to answer: each counts once, and those below a field that takes {@code first} or
 * {@code last} as often as these say. A list that takes neither is short, and counts as one. What is more work than a field has a
 * weight in the schema, {@code @cost}; what a page has of that it has once, however little it shows.
 *
 * @param own of it, and below it where that is no page
 * @param whole weights right below it
 */
record Cost(long own, long whole, List<Paged> pages) {
    private static final String WEIGHT = "cost";
    private static final long MUCH = 1_000_000_000;
    private static final Cost NOTHING = new Cost(0, 0, List.of());

    private record Paged(List<Size> sizes, Cost below) {}

    /** {@code otherwise}: the literal, or what counts where there is no such variable. */
    private record Size(@Nullable String variable, long otherwise) {
        long with(Map<String, ?> variables) {
            // By way of a double: as a long, 1E+999999999 would be written out first.
            return variable != null && variables.get(variable) instanceof Number given
                    ? Math.min(MUCH, (long) given.doubleValue())
                    : otherwise;
        }
    }

    /**
     * By the name of the operation, empty where it has none.
     *
     * @param document valid, and not large with its fragments put in
     */
    static Map<String, Cost> of(Document document, GraphQLSchema schema) {
        var costs = new HashMap<String, Cost>();
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            String name = operation.getName();
            costs.put(name == null ? "" : name, new Reader(document, schema, operation).read());
        }
        return Map.copyOf(costs);
    }

    /** Of a negative size nothing comes: it is refused. */
    long with(Map<String, ?> variables) {
        long cost = own + whole;
        for (Paged page : pages) {
            long times = 0;
            for (Size size : page.sizes) {
                times = Math.max(times, size.with(variables));
            }
            cost = Math.min(MUCH, cost + times * page.below.with(variables));
        }
        return cost;
    }

    private static final class Reader {
        private final Document document;
        private final GraphQLSchema schema;
        private final OperationDefinition operation;
        private long own;
        private long whole;
        private final List<Paged> pages = new ArrayList<>();

        Reader(Document document, GraphQLSchema schema, OperationDefinition operation) {
            this.document = document;
            this.schema = schema;
            this.operation = operation;
        }

        Cost read() {
            return below(
                    operation.getSelectionSet(),
                    operation.getOperation() == OperationDefinition.Operation.MUTATION
                            ? schema.getMutationType()
                            : schema.getQueryType());
        }

        private Cost below(@Nullable SelectionSet selections, GraphQLFieldsContainer type) {
            if (selections == null) {
                return NOTHING;
            }
            var reader = new Reader(document, schema, operation);
            reader.add(selections, type);
            return new Cost(reader.own, reader.whole, List.copyOf(reader.pages));
        }

        private void add(SelectionSet selections, GraphQLFieldsContainer type) {
            for (Selection<?> selection : selections.getSelections()) {
                if (selection instanceof Field field) {
                    add(field, type.getFieldDefinition(field.getName()));
                } else if (selection instanceof InlineFragment inline) {
                    add(
                            inline.getSelectionSet(),
                            inline.getTypeCondition() == null
                                    ? type
                                    : type(inline.getTypeCondition().getName()));
                } else if (selection instanceof FragmentSpread spread) {
                    FragmentDefinition fragment = fragment(spread.getName());
                    add(
                            fragment.getSelectionSet(),
                            type(fragment.getTypeCondition().getName()));
                }
            }
        }

        private void add(Field field, @Nullable GraphQLFieldDefinition definition) {
            GraphQLAppliedDirective weight = definition == null ? null : definition.getAppliedDirective(WEIGHT);
            if (weight == null) {
                own++;
            } else {
                Integer given = weight.getArgument("weight").getValue();
                whole += given;
            }
            if (definition == null
                    || !(GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLFieldsContainer type)) {
                return;
            }
            Cost below = below(field.getSelectionSet(), type);
            List<Size> sizes = Stream.of("first", "last")
                    .filter(name -> definition.getArgument(name) != null)
                    .map(name -> size(field, definition, name))
                    .toList();
            if (sizes.isEmpty()) {
                own = Math.min(MUCH, own + below.own + below.whole);
                pages.addAll(below.pages);
            } else {
                own = Math.min(MUCH, own + below.whole);
                pages.add(new Paged(sizes, new Cost(below.own, 0, below.pages)));
            }
        }

        private Size size(Field field, GraphQLFieldDefinition definition, String name) {
            long usual = number(
                    definition.getArgument(name).getArgumentDefaultValue().getValue(), 0);
            Argument written = field.getArguments().stream()
                    .filter(argument -> argument.getName().equals(name))
                    .findFirst()
                    .orElse(null);
            if (written == null) {
                return new Size(null, usual);
            }
            return written.getValue() instanceof VariableReference variable
                    ? new Size(variable.getName(), defaultOf(variable.getName(), usual))
                    : new Size(null, number(written.getValue(), usual));
        }

        private long defaultOf(String variable, long usual) {
            return operation.getVariableDefinitions().stream()
                    .filter(definition -> definition.getName().equals(variable))
                    .mapToLong(definition -> number(definition.getDefaultValue(), usual))
                    .findFirst()
                    .orElse(usual);
        }

        private static long number(@Nullable Object value, long otherwise) {
            if (value instanceof IntValue literal) {
                return literal.getValue().bitLength() > 31
                        ? MUCH
                        : literal.getValue().longValue();
            }
            return value instanceof Number number ? number.longValue() : otherwise;
        }

        private GraphQLFieldsContainer type(String name) {
            return (GraphQLFieldsContainer) schema.getType(name);
        }

        private FragmentDefinition fragment(String name) {
            return document.getDefinitionsOfType(FragmentDefinition.class).stream()
                    .filter(fragment -> fragment.getName().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
