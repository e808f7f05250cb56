package io.eligo.api.execution;

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
import io.eligo.api.NamedTypeResolver;
import io.eligo.api.PropertyFetcher;
import io.eligo.api.limits.ResponseBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/** The {@link SerializationPlan}s of one document, compiled on first use. */
public final class SerializationPlans {
    private static final FieldCollector COLLECTOR = new FieldCollector();
    private static final int MAX_INITIAL_CAPACITY = 1 << 16;
    private static final String TYPE_NAME = "__typename";

    private final Map<PlanKey, Optional<SerializationPlan>> plans = new ConcurrentHashMap<>();
    private final @Nullable JsonFragmentCache jsonFragmentCache;
    // A data race is harmless: any value that another thread wrote is a usable estimate.
    private int initialCapacity = 1_024;

    /** @param jsonFragmentCache cache of serialized objects; null if the plans depend on the variables of one request */
    public SerializationPlans(@Nullable JsonFragmentCache jsonFragmentCache) {
        this.jsonFragmentCache = jsonFragmentCache;
    }

    /** Identity of a field and type. Nodes of a document and types of the schema are compared by identity. */
    private record PlanKey(List<Field> fields, GraphQLObjectType type) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PlanKey that && type == that.type && areIdentical(fields, that.fields);
        }

        private static boolean areIdentical(List<Field> some, List<Field> others) {
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

    /** The plan for objects of {@code type} at {@code field}; null if the selection needs the engine. */
    @Nullable
    SerializationPlan find(
            ExecutionContext context, MergedField field, GraphQLObjectType type, MergedSelectionSet selectionSet) {
        var planKey = new PlanKey(field.getFields(), type);
        Optional<SerializationPlan> plan = plans.get(planKey);
        if (plan == null) {
            plan = Optional.ofNullable(new PlanCompiler(context).compileObject(type, selectionSet));
            plans.put(planKey, plan);
        }
        return plan.orElse(null);
    }

    /** @throws ResponseLimitExceeded if the JSON exceeds the remaining {@code budget} */
    JsonFragment serialize(SerializationPlan serializationPlan, @Nullable Object value, ResponseBudget budget) {
        var out = new JsonWriter(initialCapacity, budget);
        try (out) {
            serializationPlan.write(value, out);
        }
        BoundedOutput json = out.output();
        budget.spend(json.size(), out.fieldCount());
        initialCapacity = Math.max(initialCapacity, Math.min(json.size(), MAX_INITIAL_CAPACITY));
        return new JsonFragment(json);
    }

    /** Compiles plans. The methods return null if the selection has a field that is not a {@link PropertyFetcher}. */
    private final class PlanCompiler {
        private final ExecutionContext context;

        PlanCompiler(ExecutionContext context) {
            this.context = context;
        }

        @Nullable
        SerializationPlan compileObject(GraphQLObjectType type, MergedSelectionSet selectionSet) {
            var fields = new ArrayList<SerializationPlan.ObjectPlan.FieldPlan>();
            for (MergedField field : selectionSet.getSubFieldsList()) {
                SerializationPlan.ObjectPlan.FieldPlan read = compileField(type, field);
                if (read == null) {
                    return null;
                }
                fields.add(read);
            }
            return new SerializationPlan.ObjectPlan(List.copyOf(fields));
        }

        private SerializationPlan.ObjectPlan.@Nullable FieldPlan compileField(
                GraphQLObjectType type, MergedField field) {
            var name = new SerializedString(field.getResultKey());
            if (field.getName().equals(TYPE_NAME)) {
                return new SerializationPlan.ObjectPlan.FieldPlan(
                        name,
                        PropertyFetcher.of(object -> type.getName()),
                        new SerializationPlan.ScalarPlan(graphql.Scalars.GraphQLString));
            }
            GraphQLFieldDefinition definition = type.getFieldDefinition(field.getName());
            DataFetcher<?> fetcher =
                    context.getGraphQLSchema().getCodeRegistry().getDataFetcher(type, definition);
            SerializationPlan value =
                    fetcher instanceof PropertyFetcher<?> ? compileValue(definition.getType(), field) : null;
            return value == null
                    ? null
                    : new SerializationPlan.ObjectPlan.FieldPlan(name, (PropertyFetcher<?>) fetcher, value);
        }

        private @Nullable SerializationPlan compileValue(GraphQLType type, MergedField field) {
            if (type instanceof GraphQLNonNull needed) {
                return compileNonNull(needed.getWrappedType(), field);
            }
            SerializationPlan present = compileNonNull(type, field);
            return present == null ? null : new SerializationPlan.NullablePlan(present);
        }

        private @Nullable SerializationPlan compileNonNull(GraphQLType type, MergedField field) {
            if (type instanceof GraphQLList list) {
                SerializationPlan element = compileValue(list.getWrappedType(), field);
                return element == null ? null : new SerializationPlan.ListPlan(element);
            }
            if (type instanceof GraphQLScalarType scalar) {
                return new SerializationPlan.ScalarPlan(scalar);
            }
            if (type instanceof GraphQLEnumType words) {
                return new SerializationPlan.EnumPlan(words);
            }
            if (type instanceof GraphQLObjectType object) {
                return withCache(compileObject(object, collectFields(field, object)));
            }
            return type instanceof GraphQLInterfaceType one ? withCache(compileInterface(one, field)) : null;
        }

        private @Nullable SerializationPlan compileInterface(GraphQLInterfaceType type, MergedField field) {
            if (!(context.getGraphQLSchema().getCodeRegistry().getTypeResolver(type)
                    instanceof NamedTypeResolver<?> byName)) {
                return null;
            }
            var planByTypeName = new HashMap<String, SerializationPlan>();
            for (GraphQLObjectType object : context.getGraphQLSchema().getImplementations(type)) {
                SerializationPlan serializationPlan = compileObject(object, collectFields(field, object));
                if (serializationPlan == null) {
                    return null;
                }
                planByTypeName.put(object.getName(), serializationPlan);
            }
            return new SerializationPlan.InterfacePlan(byName, Map.copyOf(planByTypeName));
        }

        private @Nullable SerializationPlan withCache(@Nullable SerializationPlan serializationPlan) {
            return serializationPlan == null || jsonFragmentCache == null
                    ? serializationPlan
                    : new SerializationPlan.CachingPlan(serializationPlan, jsonFragmentCache, new Object());
        }

        private MergedSelectionSet collectFields(MergedField field, GraphQLObjectType type) {
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
