package io.eligo.api;

import graphql.TypeResolutionEnvironment;
import graphql.schema.GraphQLObjectType;
import graphql.schema.TypeResolver;
import java.util.function.Function;

/** Resolves the schema type of an object of an interface type: the object itself names its type. */
public final class NamedTypeResolver<S> implements TypeResolver {
    private final Function<S, String> typeName;

    private NamedTypeResolver(Function<S, String> typeName) {
        this.typeName = typeName;
    }

    public static <S> NamedTypeResolver<S> of(Function<S, String> typeName) {
        return new NamedTypeResolver<>(typeName);
    }

    @SuppressWarnings("unchecked")
    public String typeName(Object object) {
        return typeName.apply((S) object);
    }

    @Override
    public GraphQLObjectType getType(TypeResolutionEnvironment environment) {
        return environment.getSchema().getObjectType(typeName(environment.getObject()));
    }
}
