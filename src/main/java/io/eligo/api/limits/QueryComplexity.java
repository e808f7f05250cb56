package io.eligo.api.limits;

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
 * Upper bound of the fields that an operation resolves. A field counts once; the fields below a field with {@code first} or
 * {@code last} count once per requested item. A list without these arguments is short and counts as one item. A field that is
 * more work has a weight in the schema, {@code @cost}; the weights directly below a paged field count once per page, however
 * small the page is.
 *
 * @param fieldCost cost of the fields, including what is below fields that are not paged
 * @param weightCost weights of the fields directly in the selection
 */
public record QueryComplexity(long fieldCost, long weightCost, List<PagedField> pages) {
    private static final String COST_DIRECTIVE = "cost";
    private static final long MAX_COST = 1_000_000_000;
    private static final QueryComplexity ZERO = new QueryComplexity(0, 0, List.of());

    private record PagedField(List<PageSizeArgument> sizes, QueryComplexity costPerItem) {}

    /** {@code fallback}: the literal, or the value that applies if the variable is not set. */
    private record PageSizeArgument(@Nullable String variable, long fallback) {
        long resolve(Map<String, ?> variables) {
            // Converted through double: longValue() would write 1E+999999999 out first.
            return variable != null && variables.get(variable) instanceof Number given
                    ? Math.min(MAX_COST, (long) given.doubleValue())
                    : fallback;
        }
    }

    /**
     * The complexity by operation name; the key of an anonymous operation is empty.
     *
     * @param document validated, and not large with its fragments expanded
     */
    public static Map<String, QueryComplexity> byOperation(Document document, GraphQLSchema schema) {
        var costs = new HashMap<String, QueryComplexity>();
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            String name = operation.getName();
            costs.put(name == null ? "" : name, new ComplexityCalculator(document, schema, operation).calculate());
        }
        return Map.copyOf(costs);
    }

    /** The cost with the given variables. A negative page size counts as 0, because the field rejects it. */
    public long evaluate(Map<String, ?> variables) {
        long cost = fieldCost + weightCost;
        for (PagedField page : pages) {
            long pageSize = 0;
            for (PageSizeArgument pageSizeArgument : page.sizes) {
                pageSize = Math.max(pageSize, pageSizeArgument.resolve(variables));
            }
            cost = Math.min(MAX_COST, cost + pageSize * page.costPerItem.evaluate(variables));
        }
        return cost;
    }

    private static final class ComplexityCalculator {
        private final Document document;
        private final GraphQLSchema schema;
        private final OperationDefinition operation;
        private long fieldCost;
        private long weightCost;
        private final List<PagedField> pages = new ArrayList<>();

        ComplexityCalculator(Document document, GraphQLSchema schema, OperationDefinition operation) {
            this.document = document;
            this.schema = schema;
            this.operation = operation;
        }

        QueryComplexity calculate() {
            return calculateBelow(
                    operation.getSelectionSet(),
                    operation.getOperation() == OperationDefinition.Operation.MUTATION
                            ? schema.getMutationType()
                            : schema.getQueryType());
        }

        private QueryComplexity calculateBelow(@Nullable SelectionSet selections, GraphQLFieldsContainer type) {
            if (selections == null) {
                return ZERO;
            }
            var complexityCalculator = new ComplexityCalculator(document, schema, operation);
            complexityCalculator.add(selections, type);
            return new QueryComplexity(
                    complexityCalculator.fieldCost,
                    complexityCalculator.weightCost,
                    List.copyOf(complexityCalculator.pages));
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
            GraphQLAppliedDirective weight = definition == null ? null : definition.getAppliedDirective(COST_DIRECTIVE);
            if (weight == null) {
                fieldCost++;
            } else {
                Integer given = weight.getArgument("weight").getValue();
                weightCost += given;
            }
            if (definition == null
                    || !(GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLFieldsContainer type)) {
                return;
            }
            QueryComplexity below = calculateBelow(field.getSelectionSet(), type);
            List<PageSizeArgument> sizes = Stream.of("first", "last")
                    .filter(name -> definition.getArgument(name) != null)
                    .map(name -> pageSizeArgument(field, definition, name))
                    .toList();
            if (sizes.isEmpty()) {
                fieldCost = Math.min(MAX_COST, fieldCost + below.fieldCost + below.weightCost);
                pages.addAll(below.pages);
            } else {
                fieldCost = Math.min(MAX_COST, fieldCost + below.weightCost);
                pages.add(new PagedField(sizes, new QueryComplexity(below.fieldCost, 0, below.pages)));
            }
        }

        private PageSizeArgument pageSizeArgument(Field field, GraphQLFieldDefinition definition, String name) {
            long usual = toLong(
                    definition.getArgument(name).getArgumentDefaultValue().getValue(), 0);
            Argument written = field.getArguments().stream()
                    .filter(argument -> argument.getName().equals(name))
                    .findFirst()
                    .orElse(null);
            if (written == null) {
                return new PageSizeArgument(null, usual);
            }
            return written.getValue() instanceof VariableReference variable
                    ? new PageSizeArgument(variable.getName(), defaultOf(variable.getName(), usual))
                    : new PageSizeArgument(null, toLong(written.getValue(), usual));
        }

        private long defaultOf(String variable, long usual) {
            return operation.getVariableDefinitions().stream()
                    .filter(definition -> definition.getName().equals(variable))
                    .mapToLong(definition -> toLong(definition.getDefaultValue(), usual))
                    .findFirst()
                    .orElse(usual);
        }

        private static long toLong(@Nullable Object value, long otherwise) {
            if (value instanceof IntValue literal) {
                return literal.getValue().bitLength() > 31
                        ? MAX_COST
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
