package io.eligo.feed;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.feed.FeedInspector.Eligibility;
import io.eligo.rules.ConditionResult;
import java.util.List;
import java.util.UUID;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** The query {@code eligibility}: explains why a user sees an offer or does not see it. */
@Controller
class EligibilityQuery {
    private final FeedInspector inspector;

    EligibilityQuery(FeedInspector inspector) {
        this.inspector = inspector;
    }

    @QueryMapping
    Eligibility eligibility(@Argument String userId, @Argument String offerId, Authentication caller) {
        UUID user = new RequestingUser(caller).resolveUserId(userId);
        return inspector
                .explain(user, Ids.parse("offerId", offerId))
                .orElseThrow(() -> ClientError.notFound("offerId", "there is no such offer"));
    }

    @SchemaMapping(typeName = "Eligibility")
    boolean eligible(Eligibility eligibility) {
        return eligibility.eligible();
    }

    @SchemaMapping(typeName = "Eligibility")
    String customerType(Eligibility eligibility) {
        return eligibility.type().spelling();
    }

    @SchemaMapping(typeName = "Condition")
    List<String> reasons(ConditionResult condition) {
        return condition.reasons();
    }
}
