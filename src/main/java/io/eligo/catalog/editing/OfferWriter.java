package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes of offers, each in the caller's transaction, which has to be rolled back if one throws. Each answers with the offer
 * as the tables have it then. What a value looks like has been checked before; here is checked what it refers to.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class OfferWriter {
    private final OfferRows rows;
    private final TierAndRewardRows parts;
    private final OfferOutletRows outlets;
    private final JdbcClient jdbc;

    OfferWriter(OfferRows rows, TierAndRewardRows parts, OfferOutletRows outlets, JdbcClient jdbc) {
        this.rows = rows;
        this.parts = parts;
        this.outlets = outlets;
        this.jdbc = jdbc;
    }

    /** @throws OfferRefused if the id is taken, or something is referred to that does not exist or belong together */
    public StoredOffer create(UUID id, OfferType type, OfferTerms terms) {
        return translateViolations(() -> {
            Optional<OfferType> taken = rows.findType(id);
            if (taken.isPresent()) {
                throw new InvalidOffer(
                        "id",
                        String.format(
                                Locale.ROOT,
                                "the id is taken: there is an offer of type %s with it",
                                taken.get().spelling()));
            }
            checkMerchant(id, type, terms.merchantId());
            outlets.check(terms.outletIds(), terms.merchantId());
            rows.insert(id, type, terms);
            replaceLists(id, type, OfferTerms.EMPTY, terms);
            return rows.read(id, type);
        });
    }

    /**
     * Nobody else changes the offer between what {@code change} is given and what it answers.
     *
     * @throws NoSuchOffer if there is none, or it is deleted
     * @throws OfferRefused as {@link #create}
     */
    public StoredOffer update(UUID id, Function<StoredOffer, OfferTerms> change) {
        return translateViolations(() -> {
            StoredOffer present = lockExisting(id);
            OfferTerms wanted = change.apply(present);
            if (!wanted.equals(present.terms())) {
                write(present, wanted);
            }
            return rows.read(id, present.type());
        });
    }

    private void write(StoredOffer offer, OfferTerms wanted) {
        OfferTerms present = offer.terms();
        boolean elsewhere = !Objects.equals(wanted.merchantId(), present.merchantId());
        if (elsewhere) {
            checkMerchant(offer.id(), offer.type(), wanted.merchantId());
        }
        if (elsewhere || !wanted.outletIds().equals(present.outletIds())) {
            outlets.check(wanted.outletIds(), wanted.merchantId());
        }
        rows.update(offer.id(), offer.type(), wanted);
        replaceLists(offer.id(), offer.type(), present, wanted);
    }

    private void replaceLists(UUID id, OfferType type, OfferTerms present, OfferTerms wanted) {
        if (!wanted.tiers().equals(present.tiers())) {
            parts.replaceTiers(id, type, wanted.tiers());
        }
        if (!wanted.rewards().equals(present.rewards())) {
            parts.replaceRewards(id, wanted.rewards());
        }
        if (!wanted.outletIds().equals(present.outletIds())) {
            outlets.replace(id, type, wanted.outletIds());
        }
    }

    /** @throws NoSuchOffer if there is none, or it is deleted */
    public StoredOffer setActive(UUID id, boolean active) {
        StoredOffer present = lockExisting(id);
        rows.setActive(id, present.type(), active);
        return rows.read(id, present.type());
    }

    /**
     * Marks it as deleted; one that is already stays deleted since when it was.
     *
     * @throws NoSuchOffer if there is none
     */
    public StoredOffer delete(UUID id) {
        OfferType type = type(id);
        rows.delete(id, type);
        return rows.read(id, type);
    }

    /**
     * Adds to what is used of the budget, also beyond it and of an offer that is over: it has been spent already.
     *
     * @throws NoSuchOffer if there is none
     */
    public StoredOffer recordSpend(UUID id, BigDecimal amount) {
        OfferType type = type(id);
        if (!rows.addSpend(id, type, amount)) {
            throw OfferNotFound.unknown(id);
        }
        return rows.read(id, type);
    }

    private StoredOffer lockExisting(UUID id) {
        OfferType type = type(id);
        if (!rows.lock(id, type)) {
            throw OfferNotFound.unknown(id);
        }
        StoredOffer offer = rows.read(id, type);
        if (offer.deletedAt() != null) {
            throw OfferNotFound.deleted(id);
        }
        return offer;
    }

    private OfferType type(UUID id) {
        return rows.findType(id).orElseThrow(() -> OfferNotFound.unknown(id));
    }

    private void checkMerchant(UUID offer, OfferType type, @Nullable UUID merchant) {
        if (merchant == null) {
            return;
        }
        if (!jdbc.sql("SELECT EXISTS (SELECT FROM merchant WHERE id = ?)")
                .param(merchant)
                .query(Boolean.class)
                .single()) {
            throw new InvalidOffer("merchantId", String.format(Locale.ROOT, "merchant %s does not exist", merchant));
        }
        if (type == OfferType.LOYALTY) {
            jdbc.sql("SELECT id FROM loyalty_program WHERE merchant_id = ? AND deleted_at IS NULL AND id <> ?")
                    .params(merchant, offer)
                    .query(UUID.class)
                    .optional()
                    .ifPresent(other -> {
                        throw new InvalidOffer(
                                "merchantId",
                                String.format(
                                        Locale.ROOT,
                                        "merchant %s has the loyalty program %s already",
                                        merchant,
                                        other));
                    });
        }
    }

    private interface Write {
        StoredOffer run();
    }

    private static StoredOffer translateViolations(Write write) {
        try {
            return write.run();
        } catch (DataIntegrityViolationException e) {
            throw OfferConstraints.translate(e);
        }
    }
}
