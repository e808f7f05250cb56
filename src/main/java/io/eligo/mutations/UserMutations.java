package io.eligo.mutations;

import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.customers.CustomerTypeWriter;
import io.eligo.customers.UnknownMerchant;
import io.eligo.rules.vocabulary.CustomerType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** The mutations of customer types, and the erasure of users. */
@Controller
class UserMutations {
    private final MutationExecutor mutationExecutor;
    private final CustomerTypeWriter types;
    private final Erasure erasure;

    UserMutations(MutationExecutor mutationExecutor, CustomerTypeWriter types, Erasure erasure) {
        this.mutationExecutor = mutationExecutor;
        this.types = types;
        this.erasure = erasure;
    }

    record CustomerTypeMutationResult(
            UUID userId, UUID merchantId, @Nullable String type, boolean changed, String freshness) {}

    @MutationMapping
    CustomerTypeMutationResult setCustomerType(
            @Argument String userId, @Argument String merchantId, @Argument String type, Authentication caller) {
        return mutationExecutor.execute(caller, freshness -> {
            UUID user = Ids.parse("userId", userId);
            UUID merchant = Ids.parse("merchantId", merchantId);
            CustomerType newType = InputValues.parseEnum("type", type, CustomerType::parse);
            try {
                boolean changed = types.set(user, merchant, newType);
                return new CustomerTypeMutationResult(user, merchant, newType.spelling(), changed, freshness);
            } catch (UnknownMerchant e) {
                throw ClientError.notFound("merchantId", String.valueOf(e.getMessage()));
            }
        });
    }

    @MutationMapping
    CustomerTypeMutationResult removeCustomerType(
            @Argument String userId, @Argument String merchantId, Authentication caller) {
        return mutationExecutor.execute(caller, freshness -> {
            UUID user = Ids.parse("userId", userId);
            UUID merchant = Ids.parse("merchantId", merchantId);
            return new CustomerTypeMutationResult(user, merchant, null, types.remove(user, merchant), freshness);
        });
    }

    @MutationMapping
    Erasure.ErasureReceipt eraseUser(@Argument String userId, Authentication caller) {
        return mutationExecutor.execute(caller, freshness -> erasure.erase(Ids.parse("userId", userId), freshness));
    }
}
