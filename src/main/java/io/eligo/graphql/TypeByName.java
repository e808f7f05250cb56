package io.eligo.graphql;

import graphql.TypeResolutionEnvironment;
import graphql.schema.GraphQLObjectType;
import graphql.schema.TypeResolver;
import java.util.function.Function;

/** Which type of the schema an object of an interface is: it says so itself. */
public final class TypeByName<S> implements TypeResolver {
    private final Function<S, String> name;

    private TypeByName(Function<S, String> name) {
        this.name = name;
    }

    public static <S> TypeByName<S> of(Function<S, String> name) {
        return new TypeByName<>(name);
    }

    @SuppressWarnings("unchecked")
    String name(Object object) {
        return name.apply((S) object);
    }

    @Override
    public GraphQLObjectType getType(TypeResolutionEnvironment environment) {
        return environment.getSchema().getObjectType(name(environment.getObject()));
    }
}
