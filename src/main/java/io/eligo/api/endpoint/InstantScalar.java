package io.eligo.api.endpoint;

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

/**
 * {@code DateTime}: an {@link Instant} as ISO-8601 in UTC. The scalar of
 * graphql-java-extended-scalars truncates to milliseconds.
 */
final class InstantScalar implements Coercing<Instant, String> {
    static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar()
            .name("DateTime")
            .description("An instant of the years 0001 to 9999, ISO-8601 in UTC, to the microsecond.")
            .coercing(new InstantScalar())
            .build();

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final String REASON = "not an ISO-8601 instant";
    private static final String TOO_FAR = "an instant of the years 0001 to 9999 is needed";
    // A year of nine digits and all parts that may follow.
    private static final int MAX_TEXT_LENGTH = 50;

    @Override
    public String serialize(Object result, GraphQLContext context, Locale locale) {
        if (result instanceof Instant instant) {
            return instant.toString();
        }
        throw new CoercingSerializeException("not an instant: " + result);
    }

    @Override
    public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            return instant(input);
        } catch (DateTimeException e) {
            throw new CoercingParseValueException(reason(e), e);
        }
    }

    @Override
    public Instant parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        try {
            return instant(input instanceof StringValue literal ? literal.getValue() : null);
        } catch (DateTimeException e) {
            throw new CoercingParseLiteralException(reason(e), e);
        }
    }

    private static Instant instant(@Nullable Object input) {
        if (!(input instanceof String text) || text.length() > MAX_TEXT_LENGTH) {
            throw new DateTimeException(REASON);
        }
        Instant instant = OffsetDateTime.parse(text).toInstant();
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new DateTimeException(TOO_FAR);
        }
        return instant;
    }

    // The message of the JDK quotes the text.
    private static String reason(DateTimeException e) {
        return TOO_FAR.equals(e.getMessage()) ? TOO_FAR : REASON;
    }

    private InstantScalar() {}
}
