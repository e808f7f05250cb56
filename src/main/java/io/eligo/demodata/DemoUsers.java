package io.eligo.demodata;

import static io.eligo.rules.vocabulary.CustomerType.INFREQUENT;
import static io.eligo.rules.vocabulary.CustomerType.NEW;
import static io.eligo.rules.vocabulary.CustomerType.NON_CUSTOMER;
import static io.eligo.rules.vocabulary.CustomerType.OCCASIONAL;
import static io.eligo.rules.vocabulary.CustomerType.REGULAR;
import static io.eligo.rules.vocabulary.CustomerType.VIP;

import io.eligo.copy.TextRowWriter;
import io.eligo.demodata.DemoDataset.EntityKind;
import io.eligo.rules.vocabulary.CustomerType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/**
 * Users and their relations: about eight per user, from one to dozens, mostly with the large merchants. Three quarters
 * of them are New; ops/runbooks/demo-data.md names the model.
 */
final class DemoUsers {
    private static final double MORE_THAN_ONE = 7.05;
    private static final int MOST = 90;

    // Some source systems write NonCustomer occasionally instead of removing the row.
    private static final List<CustomerType> TYPES = List.of(NEW, INFREQUENT, OCCASIONAL, REGULAR, VIP, NON_CUSTOMER);
    private static final double[] SHARES = {76.6, 12.3, 5.9, 2.8, 2.0, 0.4};

    private final DemoDataset dataset;
    private final WeightedSampler merchants;
    private final WeightedSampler types = new WeightedSampler(SHARES.length, i -> SHARES[i]);

    DemoUsers(DemoDataset dataset) {
        this.dataset = dataset;
        this.merchants = new WeightedSampler(dataset.merchants(), DemoDataset::merchantWeight);
    }

    record DemoUser(UUID id, Instant since, List<DemoRelation> relations) {}

    record DemoRelation(UUID merchantId, CustomerType type) {}

    DemoUser user(long number) {
        SeededRandom random = dataset.randomFor(EntityKind.USER, number);
        Instant since = random.nextInstantIn(2022, 2025);
        int merchantCount = Math.min(1 + random.geometricLike(MORE_THAN_ONE), MOST);
        var chosen = new HashSet<Integer>();
        var relations = new ArrayList<DemoRelation>(merchantCount);
        // A draw may repeat a merchant. With few merchants a user may therefore have fewer relations than drawn.
        for (int tries = 0; tries < 3 * merchantCount && relations.size() < merchantCount; tries++) {
            int merchant = merchants.sample(random);
            if (chosen.add(merchant)) {
                relations.add(
                        new DemoRelation(dataset.id(EntityKind.MERCHANT, merchant), TYPES.get(types.sample(random))));
            }
        }
        return new DemoUser(dataset.id(EntityKind.USER, number), since, relations);
    }

    static void write(DemoUser user, TextRowWriter rows) {
        for (DemoRelation relation : user.relations()) {
            rows.writeRow(user.id(), relation.merchantId(), relation.type().spelling(), user.since());
        }
    }
}
