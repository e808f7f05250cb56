package io.eligo.operations;

import graphql.relay.Connection;
import graphql.relay.DefaultConnection;
import graphql.relay.DefaultConnectionCursor;
import graphql.relay.DefaultEdge;
import graphql.relay.DefaultPageInfo;
import graphql.relay.Edge;
import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.ShadowCase;
import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.rules.ConditionResult;
import io.eligo.security.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** The GraphQL query for cases of wrong answers. */
@Controller
class ShadowOperations {
    private static final int MAX_PAGE_SIZE = 100;
    private static final String CASE = "ShadowCase";

    private final ShadowCases cases;

    ShadowOperations(ShadowCases cases) {
        this.cases = cases;
    }

    @QueryMapping
    Connection<ShadowCase> shadowCases(@Argument int first, @Argument @Nullable String after, Authentication caller) {
        Scopes.require(caller, Scope.OPS_READ);
        if (first < 0 || first > MAX_PAGE_SIZE) {
            throw ClientError.badArgument(
                    "first", String.format(Locale.ROOT, "must be between 0 and %d, not %d", MAX_PAGE_SIZE, first));
        }
        Long before = after == null ? null : NumericIds.parse("after", after);
        List<ShadowCase> found = cases.findNewest(before, first + 1);
        var edges = new ArrayList<Edge<ShadowCase>>();
        for (ShadowCase shadowCase : found.subList(0, Math.min(first, found.size()))) {
            edges.add(new DefaultEdge<>(shadowCase, new DefaultConnectionCursor(String.valueOf(shadowCase.id()))));
        }
        return new DefaultConnection<>(
                edges,
                new DefaultPageInfo(
                        edges.isEmpty() ? null : edges.get(0).getCursor(),
                        edges.isEmpty() ? null : edges.get(edges.size() - 1).getCursor(),
                        before != null,
                        found.size() > first));
    }

    @SchemaMapping(typeName = CASE)
    @Nullable
    UUID userId(ShadowCase shadowCase) {
        return shadowCase.user();
    }

    @SchemaMapping(typeName = CASE)
    String query(ShadowCase shadowCase) {
        return shadowCase.finding().read().query();
    }

    @SchemaMapping(typeName = CASE)
    Instant at(ShadowCase shadowCase) {
        return shadowCase.finding().read().now();
    }

    @SchemaMapping(typeName = CASE)
    String servedBy(ShadowCase shadowCase) {
        return shadowCase.finding().servedBy().name();
    }

    @SchemaMapping(typeName = CASE)
    String confirmation(ShadowCase shadowCase) {
        return shadowCase.finding().confirmation().name();
    }

    @SchemaMapping(typeName = CASE)
    List<OfferDifference> differences(ShadowCase shadowCase) {
        return shadowCase.finding().differences();
    }

    @SchemaMapping(typeName = CASE)
    String document(ShadowCase shadowCase) {
        return ShadowCases.toJson(shadowCase);
    }

    @SchemaMapping(typeName = "ShadowDifference")
    @Nullable
    UUID offerId(OfferDifference difference) {
        return difference.offer();
    }

    @SchemaMapping(typeName = "ShadowDifference")
    List<ConditionResult> unmet(OfferDifference difference) {
        return difference.conditions().stream()
                .filter(condition -> !condition.met())
                .toList();
    }
}
