package io.eligo.changes;

import io.eligo.customers.CustomerTypes;
import io.eligo.customers.UnknownMerchant;
import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.rules.CustomerType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** Changes of what users are, and their end. */
@Controller
class UserMutations {
    private final Writer writer;
    private final CustomerTypes types;
    private final Erasure erasure;

    UserMutations(Writer writer, CustomerTypes types, Erasure erasure) {
        this.writer = writer;
        this.types = types;
        this.erasure = erasure;
    }

    record CustomerTypeChange(
            UUID userId, UUID merchantId, @Nullable String type, boolean changed, String freshness) {}

    @MutationMapping
    CustomerTypeChange setCustomerType(
            @Argument String userId, @Argument String merchantId, @Argument String type, Authentication caller) {
        return writer.write(caller, freshness -> {
            UUID user = Ids.of("userId", userId);
            UUID merchant = Ids.of("merchantId", merchantId);
            CustomerType wanted = Values.word("type", type, CustomerType::parse);
            try {
                boolean changed = types.set(user, merchant, wanted);
                return new CustomerTypeChange(user, merchant, wanted.word(), changed, freshness);
            } catch (UnknownMerchant e) {
                throw Refused.notFound("merchantId", String.valueOf(e.getMessage()));
            }
        });
    }

    @MutationMapping
    CustomerTypeChange removeCustomerType(@Argument String userId, @Argument String merchantId, Authentication caller) {
        return writer.write(caller, freshness -> {
            UUID user = Ids.of("userId", userId);
            UUID merchant = Ids.of("merchantId", merchantId);
            return new CustomerTypeChange(user, merchant, null, types.remove(user, merchant), freshness);
        });
    }

    @MutationMapping
    Erasure.Receipt eraseUser(@Argument String userId, Authentication caller) {
        return writer.write(caller, freshness -> erasure.erase(Ids.of("userId", userId), freshness));
    }
}
