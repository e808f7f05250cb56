package io.eligo.api.endpoint;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.CoercingSerializeException;
import graphql.schema.GraphQLScalarType;
import io.eligo.api.limits.DigitLimit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code Decimal}: a {@link BigDecimal} within the {@link DigitLimit}. The scalar of
 * graphql-java-extended-scalars has no limit.
 */
public final class DecimalScalar implements Coercing<BigDecimal, BigDecimal> {
    public static final GraphQLScalarType DECIMAL = GraphQLScalarType.newScalar()
            .name("Decimal")
            .description("A decimal number, exact, with at most 100 digits on either side of the point.")
            .coercing(new DecimalScalar())
            .build();

    @Override
    public BigDecimal serialize(Object result, GraphQLContext context, Locale locale) {
        if (result instanceof BigDecimal decimal) {
            return decimal;
        }
        throw new CoercingSerializeException("not a decimal: " + result);
    }

    @Override
    public BigDecimal parseValue(Object input, GraphQLContext context, Locale locale) {
        try {
            return decimal(input);
        } catch (NumberFormatException e) {
            throw new CoercingParseValueException(reason(e), e);
        }
    }

    @Override
    public BigDecimal parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
        try {
            return decimal(
                    input instanceof StringValue text
                            ? text.getValue()
                            : input instanceof IntValue integer
                                    ? integer.getValue()
                                    : input instanceof FloatValue decimal ? decimal.getValue() : null);
        } catch (NumberFormatException e) {
            throw new CoercingParseLiteralException(reason(e), e);
        }
    }

    private static BigDecimal decimal(@Nullable Object input) {
        if (input instanceof BigDecimal decimal) {
            return DigitLimit.checked(decimal);
        }
        if (input instanceof BigInteger integer) {
            return DigitLimit.checked(new BigDecimal(integer));
        }
        if (input instanceof Integer || input instanceof Long) {
            return BigDecimal.valueOf(((Number) input).longValue());
        }
        if (input instanceof String text) {
            return DigitLimit.parse(text);
        }
        throw new NumberFormatException("neither a number nor a string");
    }

    // The message of the JDK varies and quotes the text.
    private static String reason(NumberFormatException e) {
        return DigitLimit.REASON.equals(e.getMessage()) ? DigitLimit.REASON : "not a decimal number";
    }

    private DecimalScalar() {}
}
