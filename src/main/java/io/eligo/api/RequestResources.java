package io.eligo.api;

import graphql.GraphQLContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a request occupies until its response is serialized or has failed. Not thread-safe: a request runs on one thread. */
public final class RequestResources implements AutoCloseable {
    private final List<Runnable> releases = new ArrayList<>(0);

    public static RequestResources from(GraphQLContext context) {
        return Objects.requireNonNull(context.get(RequestResources.class));
    }

    /** @param release runs once, at the end of the request */
    public void releaseAtEnd(Runnable release) {
        releases.add(release);
    }

    @Override
    public void close() {
        releases.forEach(Runnable::run);
    }
}
