package io.eligo.catalog;

import io.eligo.catalog.CatalogContents.RowUpdate;
import io.eligo.rules.Audience;
import io.eligo.rules.Budget;
import io.eligo.rules.ExclusiveOffer;
import io.eligo.rules.Merchant;
import io.eligo.rules.Offer;
import io.eligo.rules.Outlet;
import io.eligo.rules.PaymentPoint;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.PaymentKind;
import io.eligo.rules.vocabulary.PublicationStatus;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A catalogue of one outlet and exclusive offers for all users, live inside their windows, without a database. */
public final class CatalogFixture {
    private static final PublicationStatus ON = new PublicationStatus(true, false, ReviewStatus.APPROVED);
    private static final Merchant MERCHANT = new Merchant(new UUID(1, 1), 1, "Duka", MerchantStatus.ACTIVE, "Food");
    private static final Outlet OUTLET = new Outlet(
            new UUID(2, 2), MERCHANT, "Moi Avenue", null, ON, List.of(new PaymentPoint(PaymentKind.TILL, ON)));

    private final Map<UUID, Offer> offers = new HashMap<>();
    private CatalogSnapshot snapshot = CatalogSnapshot.of(rows());

    public CatalogSnapshot snapshot() {
        return snapshot;
    }

    /** Adds an offer, or replaces the one with this number. */
    public void put(int number, String name, Window window) {
        offers.put(
                id(number),
                new ExclusiveOffer(
                        id(number),
                        number,
                        name,
                        null,
                        MERCHANT,
                        ON,
                        window,
                        new Budget(BigDecimal.ZERO, BigDecimal.ONE),
                        Instant.EPOCH,
                        Audience.of(List.of(Audience.ALL)),
                        List.of(OUTLET)));
        applyChange(number);
    }

    public void remove(int number) {
        offers.remove(id(number));
        applyChange(number);
    }

    private void applyChange(int number) {
        snapshot = snapshot.withUpdate(new RowUpdate(rows(), Set.of(), Set.of(id(number))));
    }

    /** Builds the snapshot from all rows. */
    public CatalogSnapshot rebuild() {
        return CatalogSnapshot.of(rows());
    }

    private CatalogContents rows() {
        return new CatalogContents(
                Map.of(MERCHANT.id(), MERCHANT), Map.of(OUTLET.id(), OUTLET), Map.copyOf(offers), Set.of());
    }

    static UUID id(int number) {
        return new UUID(0, number);
    }
}
