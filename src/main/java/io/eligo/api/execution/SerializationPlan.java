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

/**
 * Compiled selection of a document at one position of the schema: writes values as JSON. It writes only values without errors:
 * for a value that would be an error in the response it throws {@link EngineFallback}, and the engine executes the field again.
 */
sealed interface SerializationPlan {
    void write(@Nullable Object value, JsonBuffer out);

    /** Signals that the engine must execute the field. It is not reported: the engine meets the same error and formats it. */
    final class EngineFallback extends RuntimeException {
        EngineFallback() {
            super("left to the engine", null, false, false);
        }
    }

    record NullablePlan(SerializationPlan delegate) implements SerializationPlan {
        private static final byte[] NULL = JsonBuffer.asciiBytes("null");

        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
            if (value == null) {
                out.writeRaw(NULL);
            } else {
                delegate.write(value, out);
            }
        }
    }

    record ListPlan(SerializationPlan element) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
            if (!(value instanceof List<?> list)) {
                throw new EngineFallback();
            }
            out.writeRaw('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    out.writeRaw(',');
                }
                element.write(list.get(i), out);
            }
            out.writeRaw(']');
        }
    }

    record ScalarPlan(GraphQLScalarType type) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
            if (value == null) {
                throw new EngineFallback();
            }
            writeLeaf(type.getCoercing().serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    record EnumPlan(GraphQLEnumType type) implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
            if (value == null) {
                throw new EngineFallback();
            }
            writeLeaf(type.serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    private static void writeLeaf(@Nullable Object value, JsonBuffer out) {
        if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal) {
            out.writeRaw(JsonBuffer.asciiBytes(value.toString()));
        } else {
            throw new EngineFallback();
        }
    }

    /** An object of one type. {@code prefix}: the bytes before the value, from the comma or brace to the colon. */
    record ObjectPlan(List<FieldPlan> fields) implements SerializationPlan {
        private static final byte[] EMPTY_OBJECT = JsonBuffer.asciiBytes("{}");

        record FieldPlan(byte[] prefix, PropertyFetcher<?> propertyFetcher, SerializationPlan valuePlan) {}

        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
            if (value == null) {
                throw new EngineFallback();
            }
            if (fields.isEmpty()) {
                out.writeRaw(EMPTY_OBJECT);
                return;
            }
            out.countFields(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                FieldPlan fieldPlan = fields.get(i);
                out.writeRaw(fieldPlan.prefix());
                fieldPlan.valuePlan().write(fieldPlan.propertyFetcher().read(value), out);
            }
            out.writeRaw('}');
        }
    }

    /** An object of an interface type. */
    record InterfacePlan(NamedTypeResolver<?> typeResolver, Map<String, SerializationPlan> planByTypeName)
            implements SerializationPlan {
        @Override
        public void write(@Nullable Object value, JsonBuffer out) {
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
        public void write(@Nullable Object value, JsonBuffer out) {
            if (value instanceof CacheableFragment cacheableFragment) {
                jsonFragmentCache.write(this, cacheableFragment, out);
            } else {
                delegate.write(value, out);
            }
        }
    }
}
