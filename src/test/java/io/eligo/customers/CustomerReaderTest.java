package io.eligo.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EligoTest
class CustomerReaderTest {
    private static final UUID MANY = new UUID(0, 1);
    private static final UUID FEW = new UUID(0, 2);
    // Sorts after both in PostgreSQL's order.
    private static final UUID ONE = new UUID(-1, 0);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    CustomerReader customerReader;

    private final List<UUID> merchants = new ArrayList<>();

    @BeforeEach
    void relations() {
        TableCleaner.empty(jdbc, "merchant, customer_type");
        for (CustomerType type : CustomerType.values()) {
            UUID merchant = UUID.randomUUID();
            merchants.add(merchant);
            jdbc.sql("INSERT INTO merchant VALUES (?, 'm', 'Active', 'c')")
                    .param(merchant)
                    .update();
            relate(MANY, merchant, type);
        }
        relate(FEW, merchants.get(1), CustomerType.VIP);
        relate(FEW, merchants.get(0), CustomerType.NEW);
        relate(ONE, merchants.get(2), CustomerType.NON_CUSTOMER);
    }

    private void relate(UUID user, UUID merchant, CustomerType type) {
        jdbc.sql("INSERT INTO customer_type VALUES (?, ?, ?)")
                .params(user, merchant, type.spelling())
                .update();
    }

    @Test
    void returnsCustomersWithTheirRelations() {
        List<Customer> all = customerReader.findInRange(UserRange.ALL_USERS);
        assertThat(all).extracting(Customer::userId).containsExactly(MANY, FEW, ONE);
        for (CustomerType type : CustomerType.values()) {
            assertThat(all.get(0).relations()).contains(new CustomerRelation(merchants.get(type.level()), type));
        }
        assertThat(all.get(1).relations())
                .containsExactlyInAnyOrder(
                        new CustomerRelation(merchants.get(0), CustomerType.NEW),
                        new CustomerRelation(merchants.get(1), CustomerType.VIP));
        assertThat(customerReader.findByIds(List.of(ONE, new UUID(0, 9), MANY)))
                .extracting(Customer::userId)
                .containsExactly(MANY, ONE);
    }

    /** A word that resembles a customer type must not be read as that type. */
    @Test
    void leavesOutAWordThatIsNoCustomerType() {
        jdbc.sql("ALTER TABLE customer_type DROP CONSTRAINT customer_type_type_check")
                .update();
        try {
            jdbc.sql("UPDATE customer_type SET type = 'Cup' WHERE user_id = ? AND type = 'Vip'")
                    .param(FEW)
                    .update();
            assertThat(customerReader.findByIds(List.of(FEW)))
                    .containsExactly(
                            new Customer(FEW, List.of(new CustomerRelation(merchants.get(0), CustomerType.NEW))));
        } finally {
            jdbc.sql("DELETE FROM customer_type").update();
            jdbc.sql(
                            "ALTER TABLE customer_type ADD CONSTRAINT customer_type_type_check CHECK (type = ANY (customer_types()))")
                    .update();
        }
    }

    /** Six, two and one relation: some pages end after a user's last relation, some within a user. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 8, 9, 10})
    void pagesContainWholeCustomers(int maxRelations) {
        var met = new ArrayList<Customer>();
        UserRange left = UserRange.ALL_USERS;
        for (boolean last = false; !last; ) {
            CustomerPage page = customerReader.findFirst(left, maxRelations);
            met.addAll(page.customers());
            assertThat(page.customers().size() == 1 || relations(page) < maxRelations)
                    .isTrue();
            left = left.startingAfter(met.get(met.size() - 1).userId());
            last = page.last();
        }
        assertThat(met).extracting(Customer::userId).containsExactly(MANY, FEW, ONE);
        assertThat(met)
                .extracting(CustomerReaderTest::known)
                .isEqualTo(all().map(CustomerReaderTest::known).toList());
    }

    @Test
    void returnsNoCustomersForAnEmptyRange() {
        CustomerPage page = customerReader.findFirst(new UserRange(new UUID(0, 3), new UUID(0, 9)), 5);
        assertThat(page.customers()).isEmpty();
        assertThat(page.last()).isTrue();
    }

    private Stream<Customer> all() {
        return customerReader.findInRange(UserRange.ALL_USERS).stream();
    }

    private static Set<CustomerRelation> known(Customer customer) {
        return Set.copyOf(customer.relations());
    }

    private static int relations(CustomerPage page) {
        return page.customers().stream()
                .mapToInt(customer -> customer.relations().size())
                .sum();
    }
}
