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
 * Writes offers in the caller's transaction, which must be rolled back if a method throws. Each method returns the
 * offer as the tables contain it then. Callers have validated the format of values; this class checks references.
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

    /** @throws InvalidOffer if the id is taken, or a referenced row does not exist or belongs to another merchant */
    public StoredOffer create(UUID id, OfferType type, OfferValues terms) {
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
            replaceLists(id, type, OfferValues.EMPTY, terms);
            return rows.read(id, type);
        });
    }

    /**
     * Updates an offer. The row is locked while {@code change} computes the new terms from the stored offer.
     *
     * @throws OfferNotFound if the offer does not exist or is deleted
     * @throws InvalidOffer if the tables reject a value of the offer
     */
    public StoredOffer update(UUID id, Function<StoredOffer, OfferValues> change) {
        return translateViolations(() -> {
            StoredOffer stored = lockExisting(id);
            OfferValues changed = change.apply(stored);
            if (!changed.equals(stored.terms())) {
                write(stored, changed);
            }
            return rows.read(id, stored.type());
        });
    }

    private void write(StoredOffer offer, OfferValues changed) {
        OfferValues stored = offer.terms();
        boolean movesToOtherMerchant = !Objects.equals(changed.merchantId(), stored.merchantId());
        if (movesToOtherMerchant) {
            checkMerchant(offer.id(), offer.type(), changed.merchantId());
        }
        if (movesToOtherMerchant || !changed.outletIds().equals(stored.outletIds())) {
            outlets.check(changed.outletIds(), changed.merchantId());
        }
        rows.update(offer.id(), offer.type(), changed);
        replaceLists(offer.id(), offer.type(), stored, changed);
    }

    private void replaceLists(UUID id, OfferType type, OfferValues stored, OfferValues changed) {
        if (!changed.tiers().equals(stored.tiers())) {
            parts.replaceTiers(id, type, changed.tiers());
        }
        if (!changed.rewards().equals(stored.rewards())) {
            parts.replaceRewards(id, type, changed.rewards());
        }
        if (!changed.outletIds().equals(stored.outletIds())) {
            outlets.replace(id, type, changed.outletIds());
        }
    }

    /** @throws OfferNotFound if the offer does not exist or is deleted */
    public StoredOffer setActive(UUID id, boolean active) {
        StoredOffer stored = lockExisting(id);
        rows.setActive(id, stored.type(), active);
        return rows.read(id, stored.type());
    }

    /**
     * Marks the offer as deleted. An offer deleted before keeps its time of deletion.
     *
     * @throws OfferNotFound if the offer does not exist
     */
    public StoredOffer delete(UUID id) {
        OfferType type = type(id);
        rows.delete(id, type);
        return rows.read(id, type);
    }

    /**
     * Adds an amount to the used budget, even beyond the limit and after the window has ended, because the money has
     * been spent already.
     *
     * @throws OfferNotFound if the offer does not exist
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
        Optional<UUID> conflicting = switch (type) {
            case CASHBACK, EXCLUSIVE -> Optional.empty();
            case LOYALTY ->
                jdbc.sql("SELECT id FROM loyalty_program WHERE merchant_id = ? AND deleted_at IS NULL AND id <> ?")
                        .params(merchant, offer)
                        .query(UUID.class)
                        .optional();
        };
        conflicting.ifPresent(other -> {
            throw new InvalidOffer(
                    "merchantId",
                    String.format(Locale.ROOT, "merchant %s has the loyalty program %s already", merchant, other));
        });
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
