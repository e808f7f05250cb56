package io.eligo.api;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.LightDataFetcher;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Data fetcher of a field that is a property of its object. It takes no argument, does not block, and returns the same value on
 * every call. The serializer writes an object that has only such fields without the engine.
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
