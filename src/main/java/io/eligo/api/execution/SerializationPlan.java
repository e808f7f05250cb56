package io.eligo.api.execution;

import graphql.GraphQLContext;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLScalarType;
import io.eligo.api.CacheableFragment;
import io.eligo.api.NamedTypeResolver;
import io.eligo.api.PropertyFetcher;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;

/**
 * Compiled selection of a document at one position of the schema: writes values as JSON. It writes only values without errors:
 * for a value that would be an error in the response it throws {@link EngineFallback}, and the engine executes the field again.
 */
sealed interface SerializationPlan {
    void write(@Nullable Object value, JsonWriter out);

    /** Signals that the engine must execute the field. It is not reported: the engine meets the same error and formats it. */
    final class EngineFallback extends RuntimeException {
        EngineFallback() {
            super("left to the engine", null, false, false);
        }
    }

    record NullablePlan(SerializationPlan delegate) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (value == null) {
                out.generator().writeNull();
            } else {
                delegate.write(value, out);
            }
        }
    }

    record ListPlan(SerializationPlan element) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (!(value instanceof List<?> list)) {
                throw new EngineFallback();
            }
            out.generator().writeStartArray();
            for (int i = 0; i < list.size(); i++) {
                element.write(list.get(i), out);
            }
            out.generator().writeEndArray();
        }
    }

    record ScalarPlan(GraphQLScalarType type) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (value == null) {
                throw new EngineFallback();
            }
            writeLeaf(type.getCoercing().serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    record EnumPlan(GraphQLEnumType type) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (value == null) {
                throw new EngineFallback();
            }
            writeLeaf(type.serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    private static void writeLeaf(@Nullable Object value, JsonWriter out) {
        JsonGenerator generator = out.generator();
        if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean yes) {
            generator.writeBoolean(yes);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number.intValue());
        } else if (value instanceof Long number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else {
            throw new EngineFallback();
        }
    }

    /** An object of one type. */
    record ObjectPlan(List<FieldPlan> fields) implements SerializationPlan {
        record FieldPlan(SerializableString name, PropertyFetcher<?> propertyFetcher, SerializationPlan valuePlan) {}

        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (value == null) {
                throw new EngineFallback();
            }
            JsonGenerator generator = out.generator();
            out.countFields(fields.size());
            generator.writeStartObject();
            for (int i = 0; i < fields.size(); i++) {
                FieldPlan fieldPlan = fields.get(i);
                generator.writeName(fieldPlan.name());
                fieldPlan.valuePlan().write(fieldPlan.propertyFetcher().read(value), out);
            }
            generator.writeEndObject();
        }
    }

    /** An object of an interface type. */
    record InterfacePlan(NamedTypeResolver<?> typeResolver, Map<String, SerializationPlan> planByTypeName)
            implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            SerializationPlan serializationPlan =
                    value == null ? null : planByTypeName.get(typeResolver.typeName(value));
            if (serializationPlan == null) {
                throw new EngineFallback();
            }
            serializationPlan.write(value, out);
        }
    }

    /** Caches the JSON of an object, because the same objects occur in many responses. */
    record CachingPlan(SerializationPlan delegate, JsonFragmentCache jsonFragmentCache, Object identity)
            implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonWriter out) {
            if (value instanceof CacheableFragment cacheableFragment) {
                jsonFragmentCache.write(this, cacheableFragment, out);
            } else {
                delegate.write(value, out);
            }
        }
    }
}
