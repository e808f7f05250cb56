package io.eligo.feed.shadow;

import io.eligo.catalog.CatalogView;
import io.eligo.grants.GrantsWithSource;
import io.eligo.rollout.ResolverPath;
import io.eligo.rollout.shadow.ComparedAnswer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A read that was answered.
 *
 * @param answer converts the answer that the caller got; called in the background
 * @param view the node's catalogue before the read, and that of the answer if it is precomputed
 * @param grants those of the answer; null if the query-time resolver has answered
 * @param cached whether reads of this kind take grants from the cache
 * @param outlets the number of outlets in the answer, which decide about the memory that the answer needs
 */
public record ServedRead(
        ShadowedRead read,
        ResolverPath servedBy,
        Supplier<ComparedAnswer> answer,
        CatalogView view,
        @Nullable GrantsWithSource grants,
        boolean cached,
        int outlets) {
    public static ServedRead byPrecomputed(
            ShadowedRead read,
            Supplier<ComparedAnswer> answer,
            CatalogView view,
            GrantsWithSource grants,
            boolean cached,
            int outlets) {
        return new ServedRead(read, ResolverPath.PRECOMPUTED, answer, view, grants, cached, outlets);
    }

    public static ServedRead byQueryTime(
            ShadowedRead read, Supplier<ComparedAnswer> answer, CatalogView viewBefore, boolean cached, int outlets) {
        return new ServedRead(read, ResolverPath.QUERY_TIME, answer, viewBefore, null, cached, outlets);
    }
}
