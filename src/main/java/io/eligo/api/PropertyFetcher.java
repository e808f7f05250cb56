package io.eligo.api;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A field that is read off its object: it takes no argument, never waits, and answers the same if it is asked twice. An object of
 * nothing but such fields is written without the engine.
 */
public final class PropertyFetcher<S> implements LightDataFetcher<@Nullable Object> {
    private final Function<S, ? extends @Nullable Object> accessor;

    private PropertyFetcher(Function<S, ? extends @Nullable Object> accessor) {
        this.accessor = accessor;
    }

    public static <S> PropertyFetcher<S> of(Function<S, ? extends @Nullable Object> accessor) {
        return new PropertyFetcher<>(accessor);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    public Object read(Object source) {
        return accessor.apply((S) source);
    }

    @Override
    public @Nullable Object get(
            GraphQLFieldDefinition field, Object source, Supplier<DataFetchingEnvironment> environment) {
        return read(source);
    }

    @Override
    public @Nullable Object get(DataFetchingEnvironment environment) {
        return read(Objects.requireNonNull(environment.getSource()));
    }
}
