package io.eligo.offers;

import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.offers.ReadersView.Why;
import io.eligo.rules.Condition;
import java.util.List;
import java.util.UUID;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** Why, or why not, over GraphQL. */
@Controller
class EligibilityQuery {
    private final ReadersView view;

    EligibilityQuery(ReadersView view) {
        this.view = view;
    }

    @QueryMapping
    Why eligibility(@Argument String userId, @Argument String offerId, Authentication caller) {
        UUID user = new Asker(caller).asksFor(userId);
        return view.why(user, Ids.of("offerId", offerId))
                .orElseThrow(() -> Refused.notFound("offerId", "there is no such offer"));
    }

    @SchemaMapping(typeName = "Eligibility")
    boolean eligible(Why why) {
        return why.seen();
    }

    @SchemaMapping(typeName = "Eligibility")
    String customerType(Why why) {
        return why.type().word();
    }

    @SchemaMapping(typeName = "Condition")
    List<String> reasons(Condition condition) {
        return condition.against();
    }
}
