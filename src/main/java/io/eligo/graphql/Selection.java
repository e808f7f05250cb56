package io.eligo.graphql;

import graphql.GraphQLContext;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLScalarType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a document wants of one place in the schema, worked out: writes values as JSON. Only what goes as it should: where
 * anything would be an error in the answer it throws {@link Unusual}, and the engine has to do it over.
 */
sealed interface Selection {
    void write(@Nullable Object value, Utf8 out);

    /** Not an error yet: it will be found again, and told in the engine's words. */
    final class Unusual extends RuntimeException {
        Unusual() {
            super("not for here", null, false, false);
        }
    }

    record OrNull(Selection other) implements Selection {
        private static final byte[] NULL = Utf8.ascii("null");

        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (value == null) {
                out.raw(NULL);
            } else {
                other.write(value, out);
            }
        }
    }

    record ListOf(Selection element) implements Selection {
        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (!(value instanceof List<?> list)) {
                throw new Unusual();
            }
            out.raw('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    out.raw(',');
                }
                element.write(list.get(i), out);
            }
            out.raw(']');
        }
    }

    record Scalar(GraphQLScalarType type) implements Selection {
        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (value == null) {
                throw new Unusual();
            }
            leaf(type.getCoercing().serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    record Enumerated(GraphQLEnumType type) implements Selection {
        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (value == null) {
                throw new Unusual();
            }
            leaf(type.serialize(value, GraphQLContext.getDefault(), Locale.ROOT), out);
        }
    }

    private static void leaf(@Nullable Object value, Utf8 out) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal) {
            out.raw(Utf8.ascii(value.toString()));
        } else {
            throw new Unusual();
        }
    }

    /** An object of one type. {@code begin}: what stands before the value, from the comma or brace to the colon. */
    record Fields(List<Field> fields) implements Selection {
        private static final byte[] NOTHING = Utf8.ascii("{}");

        record Field(byte[] begin, Property<?> property, Selection value) {}

        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (value == null) {
                throw new Unusual();
            }
            if (fields.isEmpty()) {
                out.raw(NOTHING);
                return;
            }
            out.count(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                out.raw(field.begin());
                field.value().write(field.property().read(value), out);
            }
            out.raw('}');
        }
    }

    /** An object that is of one of several types. */
    record ByType(TypeByName<?> type, Map<String, Selection> selections) implements Selection {
        @Override
        public void write(@Nullable Object value, Utf8 out) {
            Selection selection = value == null ? null : selections.get(type.name(value));
            if (selection == null) {
                throw new Unusual();
            }
            selection.write(value, out);
        }
    }

    /** The same objects come again and again: what was written for one is kept. */
    record Kept(Selection other, Renderings renderings, Object identity) implements Selection {
        @Override
        public void write(@Nullable Object value, Utf8 out) {
            if (value instanceof Lasting lasting) {
                renderings.write(this, lasting, out);
            } else {
                other.write(value, out);
            }
        }
    }
}
