package io.eligo.feed.paging;

import graphql.relay.Connection;
import graphql.relay.Edge;
import graphql.relay.PageInfo;
import java.util.List;
import java.util.function.IntSupplier;

/** A page as a connection. The total count is computed on first request, and once. */
public final class PagedConnection<T> implements Connection<T> {
    private static final int UNKNOWN = -1;

    private final List<Edge<T>> edges;
    private final PageInfo pageInfo;
    private final IntSupplier count;
    private int totalCount = UNKNOWN;

    public PagedConnection(List<Edge<T>> edges, PageInfo pageInfo, IntSupplier count) {
        this.edges = edges;
        this.pageInfo = pageInfo;
        this.count = count;
    }

    @Override
    public List<Edge<T>> getEdges() {
        return edges;
    }

    @Override
    public PageInfo getPageInfo() {
        return pageInfo;
    }

    public int totalCount() {
        if (totalCount == UNKNOWN) {
            totalCount = count.getAsInt();
        }
        return totalCount;
    }
}
