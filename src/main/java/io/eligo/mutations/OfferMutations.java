package io.eligo.mutations;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.api.ClientError;
import io.eligo.api.Ids;
import io.eligo.catalog.editing.InvalidOffer;
import io.eligo.catalog.editing.OfferNotFound;
import io.eligo.catalog.editing.OfferWriter;
import io.eligo.catalog.editing.StoredOffer;
import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** The mutations of offers. */
@Controller
class OfferMutations {
    private static final String INPUT = "input";

    private final MutationExecutor mutationExecutor;
    private final OfferWriter offers;

    OfferMutations(MutationExecutor mutationExecutor, OfferWriter offers) {
        this.mutationExecutor = mutationExecutor;
        this.offers = offers;
    }

    record OfferMutationResult(ChangedOffer offer, String freshness) {}

    @MutationMapping
    OfferMutationResult createCashbackConfiguration(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.CASHBACK, field, caller);
    }

    @MutationMapping
    OfferMutationResult createExclusiveOffer(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.EXCLUSIVE, field, caller);
    }

    @MutationMapping
    OfferMutationResult createLoyaltyProgram(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.LOYALTY, field, caller);
    }

    @MutationMapping
    OfferMutationResult updateOffer(@Argument String id, DataFetchingEnvironment field, Authentication caller) {
        return changeExisting(caller, "id", id, offer -> {
            InputFields inputFields = readInput(field);
            return translateRejection(
                    inputFields,
                    () -> offers.update(
                            offer, present -> OfferInput.readUpdate(present.type(), inputFields, present.terms())));
        });
    }

    @MutationMapping
    OfferMutationResult activateOffer(@Argument String id, Authentication caller) {
        return changeExisting(caller, "id", id, offer -> offers.setActive(offer, true));
    }

    @MutationMapping
    OfferMutationResult deactivateOffer(@Argument String id, Authentication caller) {
        return changeExisting(caller, "id", id, offer -> offers.setActive(offer, false));
    }

    @MutationMapping
    OfferMutationResult deleteOffer(@Argument String id, Authentication caller) {
        return changeExisting(caller, "id", id, offers::delete);
    }

    @MutationMapping
    OfferMutationResult recordSpend(@Argument String offerId, @Argument BigDecimal amount, Authentication caller) {
        return changeExisting(
                caller, "offerId", offerId, offer -> offers.recordSpend(offer, InputValues.positive("amount", amount)));
    }

    private OfferMutationResult create(OfferType type, DataFetchingEnvironment field, Authentication caller) {
        return execute(caller, () -> {
            InputFields inputFields = readInput(field);
            UUID id = inputFields.nullable("id", InputValues::id, null);
            return translateRejection(
                    inputFields,
                    () -> offers.create(
                            id == null ? UUID.randomUUID() : id, type, OfferInput.readNew(type, inputFields)));
        });
    }

    private OfferMutationResult changeExisting(
            Authentication caller, String argument, String id, Function<UUID, StoredOffer> action) {
        return execute(caller, () -> {
            UUID offer = Ids.parse(argument, id);
            try {
                return action.apply(offer);
            } catch (OfferNotFound e) {
                throw ClientError.notFound(argument, String.valueOf(e.getMessage()));
            }
        });
    }

    private OfferMutationResult execute(Authentication caller, Supplier<StoredOffer> action) {
        return mutationExecutor.execute(
                caller, freshness -> new OfferMutationResult(ChangedOffer.of(action.get()), freshness));
    }

    private static StoredOffer translateRejection(InputFields inputFields, Supplier<StoredOffer> action) {
        try {
            return action.get();
        } catch (InvalidOffer e) {
            throw ClientError.badArgument(
                    inputFields.argumentPath(OfferInput.inputFieldFor(e.field(), inputFields)), e.reason());
        }
    }

    private static InputFields readInput(DataFetchingEnvironment field) {
        return InputFields.of(INPUT, field.getArgumentOrDefault(INPUT, Map.of()));
    }
}
