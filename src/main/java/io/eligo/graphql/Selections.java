package io.eligo.graphql;

import graphql.execution.ExecutionContext;
import graphql.execution.FieldCollector;
import graphql.execution.FieldCollectorParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.language.Field;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The {@link Selection}s of one document, worked out when first needed. */
final class Selections {
    private static final FieldCollector COLLECTOR = new FieldCollector();
    private static final int LONGEST = 1 << 16;
    private static final String TYPE_NAME = "__typename";

    private final Map<Place, Optional<Selection>> known = new ConcurrentHashMap<>();
    private final @Nullable Renderings renderings;
    // Whichever thread's guess it is, it will do.
    private int usual = 1_024;

    /** @param renderings where to keep what was written; null if the same document may want something else next time */
    Selections(@Nullable Renderings renderings) {
        this.renderings = renderings;
    }

    /** Nodes of a document are equal to themselves only, and so are types. */
    private record Place(List<Field> fields, GraphQLObjectType type) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && type == that.type && same(fields, that.fields);
        }

        private static boolean same(List<Field> some, List<Field> others) {
            if (some.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                if (some.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(fields.get(0)) + System.identityHashCode(type);
        }
    }

    /** What is wanted of objects of {@code type} at {@code field}; null if that needs the engine. */
    @Nullable
    Selection of(ExecutionContext context, MergedField field, GraphQLObjectType type, MergedSelectionSet wanted) {
        var place = new Place(field.getFields(), type);
        Optional<Selection> selection = known.get(place);
        if (selection == null) {
            selection = Optional.ofNullable(new Reader(context).object(type, wanted));
            known.put(place, selection);
        }
        return selection.orElse(null);
    }

    /** @throws AnswerRefused if that is more than {@code budget} has left */
    Rendered written(Selection selection, @Nullable Object value, AnswerBudget budget) {
        var out = new Utf8(usual, budget);
        selection.write(value, out);
        budget.spend(out.length(), out.fields());
        usual = Math.max(usual, Math.min(out.length(), LONGEST));
        return new Rendered(out.bytes(), out.length());
    }

    /** Answers null wherever there is anything that is no {@link Property}. */
    private final class Reader {
        private final ExecutionContext context;

        Reader(ExecutionContext context) {
            this.context = context;
        }

        @Nullable
        Selection object(GraphQLObjectType type, MergedSelectionSet wanted) {
            var fields = new ArrayList<Selection.Fields.Field>();
            for (MergedField field : wanted.getSubFieldsList()) {
                Selection.Fields.Field read = field(type, field, fields.isEmpty() ? '{' : ',');
                if (read == null) {
                    return null;
                }
                fields.add(read);
            }
            return new Selection.Fields(List.copyOf(fields));
        }

        private Selection.Fields.@Nullable Field field(GraphQLObjectType type, MergedField field, char before) {
            byte[] begin = Utf8.ascii(before + "\"" + field.getResultKey() + "\":");
            if (field.getName().equals(TYPE_NAME)) {
                return new Selection.Fields.Field(
                        begin,
                        Property.of(object -> type.getName()),
                        new Selection.Scalar(graphql.Scalars.GraphQLString));
            }
            GraphQLFieldDefinition definition = type.getFieldDefinition(field.getName());
            DataFetcher<?> fetcher =
                    context.getGraphQLSchema().getCodeRegistry().getDataFetcher(type, definition);
            Selection value = fetcher instanceof Property<?> ? value(definition.getType(), field) : null;
            return value == null ? null : new Selection.Fields.Field(begin, (Property<?>) fetcher, value);
        }

        private @Nullable Selection value(GraphQLType type, MergedField field) {
            if (type instanceof GraphQLNonNull needed) {
                return present(needed.getWrappedType(), field);
            }
            Selection present = present(type, field);
            return present == null ? null : new Selection.OrNull(present);
        }

        private @Nullable Selection present(GraphQLType type, MergedField field) {
            if (type instanceof GraphQLList list) {
                Selection element = value(list.getWrappedType(), field);
                return element == null ? null : new Selection.ListOf(element);
            }
            if (type instanceof GraphQLScalarType scalar) {
                return new Selection.Scalar(scalar);
            }
            if (type instanceof GraphQLEnumType words) {
                return new Selection.Enumerated(words);
            }
            if (type instanceof GraphQLObjectType object) {
                return kept(object(object, wanted(field, object)));
            }
            return type instanceof GraphQLInterfaceType one ? kept(oneOf(one, field)) : null;
        }

        private @Nullable Selection oneOf(GraphQLInterfaceType type, MergedField field) {
            if (!(context.getGraphQLSchema().getCodeRegistry().getTypeResolver(type) instanceof TypeByName<?> byName)) {
                return null;
            }
            var selections = new HashMap<String, Selection>();
            for (GraphQLObjectType object : context.getGraphQLSchema().getImplementations(type)) {
                Selection selection = object(object, wanted(field, object));
                if (selection == null) {
                    return null;
                }
                selections.put(object.getName(), selection);
            }
            return new Selection.ByType(byName, Map.copyOf(selections));
        }

        private @Nullable Selection kept(@Nullable Selection selection) {
            return selection == null || renderings == null
                    ? selection
                    : new Selection.Kept(selection, renderings, new Object());
        }

        private MergedSelectionSet wanted(MergedField field, GraphQLObjectType type) {
            return COLLECTOR.collectFields(
                    FieldCollectorParameters.newParameters()
                            .schema(context.getGraphQLSchema())
                            .objectType(type)
                            .fragments(context.getFragmentsByName())
                            .variables(context.getCoercedVariables().toMap())
                            .graphQLContext(context.getGraphQLContext())
                            .build(),
                    field);
        }
    }
}
