package io.eligo.feed.paging;

import graphql.relay.ConnectionCursor;
import graphql.relay.Edge;
import graphql.relay.PageInfo;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The information about a page that costs statements: it is computed when the caller asks for it. */
public record LazyPageInfo(List<? extends Edge<?>> edges, BooleanSupplier hasPrevious, BooleanSupplier hasNext)
        implements PageInfo {
    @Override
    public @Nullable ConnectionCursor getStartCursor() {
        return edges.isEmpty() ? null : edges.get(0).getCursor();
    }

    @Override
    public @Nullable ConnectionCursor getEndCursor() {
        return edges.isEmpty() ? null : edges.get(edges.size() - 1).getCursor();
    }

    @Override
    public boolean isHasPreviousPage() {
        return hasPrevious.getAsBoolean();
    }

    @Override
    public boolean isHasNextPage() {
        return hasNext.getAsBoolean();
    }
}
