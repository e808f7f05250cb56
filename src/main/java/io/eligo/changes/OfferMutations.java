package io.eligo.changes;

import graphql.schema.DataFetchingEnvironment;
import io.eligo.catalog.NoSuchOffer;
import io.eligo.catalog.OfferChanges;
import io.eligo.catalog.OfferRefused;
import io.eligo.catalog.WrittenOffer;
import io.eligo.graphql.Ids;
import io.eligo.graphql.Refused;
import io.eligo.rules.OfferType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;

/** Changes of offers. */
@Controller
class OfferMutations {
    private static final String INPUT = "input";

    private final Writer writer;
    private final OfferChanges offers;

    OfferMutations(Writer writer, OfferChanges offers) {
        this.writer = writer;
        this.offers = offers;
    }

    record OfferChange(ChangedOffer offer, String freshness) {}

    @MutationMapping
    OfferChange createCashbackConfiguration(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.CASHBACK, field, caller);
    }

    @MutationMapping
    OfferChange createExclusiveOffer(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.EXCLUSIVE, field, caller);
    }

    @MutationMapping
    OfferChange createLoyaltyProgram(DataFetchingEnvironment field, Authentication caller) {
        return create(OfferType.LOYALTY, field, caller);
    }

    @MutationMapping
    OfferChange updateOffer(@Argument String id, DataFetchingEnvironment field, Authentication caller) {
        return change(caller, "id", id, offer -> {
            Given given = input(field);
            return refusing(
                    given,
                    () -> offers.update(offer, present -> Terms.changed(present.type(), given, present.terms())));
        });
    }

    @MutationMapping
    OfferChange activateOffer(@Argument String id, Authentication caller) {
        return change(caller, "id", id, offer -> offers.switchTo(offer, true));
    }

    @MutationMapping
    OfferChange deactivateOffer(@Argument String id, Authentication caller) {
        return change(caller, "id", id, offer -> offers.switchTo(offer, false));
    }

    @MutationMapping
    OfferChange deleteOffer(@Argument String id, Authentication caller) {
        return change(caller, "id", id, offers::delete);
    }

    @MutationMapping
    OfferChange recordSpend(@Argument String offerId, @Argument BigDecimal amount, Authentication caller) {
        return change(
                caller, "offerId", offerId, offer -> offers.recordSpend(offer, Values.positive("amount", amount)));
    }

    private OfferChange create(OfferType type, DataFetchingEnvironment field, Authentication caller) {
        return write(caller, () -> {
            Given given = input(field);
            UUID id = given.nullable("id", Values::id, null);
            return refusing(
                    given, () -> offers.create(id == null ? UUID.randomUUID() : id, type, Terms.created(type, given)));
        });
    }

    private OfferChange change(Authentication caller, String argument, String id, Function<UUID, WrittenOffer> deed) {
        return write(caller, () -> {
            UUID offer = Ids.of(argument, id);
            try {
                return deed.apply(offer);
            } catch (NoSuchOffer e) {
                throw Refused.notFound(argument, String.valueOf(e.getMessage()));
            }
        });
    }

    private OfferChange write(Authentication caller, Supplier<WrittenOffer> deed) {
        return writer.write(caller, freshness -> new OfferChange(ChangedOffer.of(deed.get()), freshness));
    }

    private static WrittenOffer refusing(Given given, Supplier<WrittenOffer> deed) {
        try {
            return deed.get();
        } catch (OfferRefused e) {
            throw Refused.badArgument(given.argument(Terms.fieldOf(e.field(), given)), e.reason());
        }
    }

    private static Given input(DataFetchingEnvironment field) {
        return Given.of(INPUT, field.getArgumentOrDefault(INPUT, Map.of()));
    }
}
