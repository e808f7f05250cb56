package io.eligo.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code DateTime}: an {@link Instant} as ISO-8601 in UTC. The one of graphql-java-extended-scalars cuts to milliseconds. */
final class InstantScalar implements Coercing<Instant, String> {
    static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar()
            .name("DateTime")
            .description("An instant, ISO-8601 in UTC, to the microsecond.")
            .coercing(new InstantScalar())
            .build();

    @Override
    public String serialize(Object result, GraphQLContext context, Locale locale) {
        if (result instanceof Instant instant) {
            return instant.toString();
        }
        throw new CoercingSerializeException("no instant: " + result);
    }

    @Override
    public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            return instant(input);
        } catch (DateTimeException e) {
            throw new CoercingParseValueException("not an ISO-8601 instant", e);
        }
    }

    @Override
    public Instant parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        try {
            return instant(input instanceof StringValue literal ? literal.getValue() : null);
        } catch (DateTimeException e) {
            throw new CoercingParseLiteralException("not an ISO-8601 instant", e);
        }
    }

    private static Instant instant(@Nullable Object input) {
        if (input instanceof String text) {
            return OffsetDateTime.parse(text).toInstant();
        }
        throw new DateTimeException("not a string");
    }

    private InstantScalar() {}
}
