package io.eligo.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.outbox.EventFailures;
import io.eligo.outbox.Lease;
import io.eligo.outbox.Leases;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The trace of a writer in its events, on a node that has tracing off: another one may have it on. */
@EligoTest
class EventTracesTest {
    private static final UUID DUKA = new UUID(1, 1);
    private static final String TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER_TRACE_PARENT = "00-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String RELATE_USER =
            "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New')"
                    .formatted(new UUID(5, 1), DUKA);
    private static final String RELATE_USERS = """
            INSERT INTO customer_type (user_id, merchant_id, type)
            SELECT (lpad('5', 16, '0') || lpad(to_hex(n), 16, '0'))::uuid, '%s', 'New' FROM generate_series(1, 1500) AS n
            """.formatted(DUKA);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Leases leases;

    @Autowired
    EventFailures eventFailures;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    ApplicationContext context;

    @Autowired
    Spans spans;

    @BeforeEach
    void aMerchant() {
        TableCleaner.empty(jdbc, "merchant, customer_type, user_grants, cashback_configuration");
        run("INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x')"
                .formatted(DUKA));
        TableCleaner.empty(jdbc, "outbox_event, outbox_done");
    }

    @Test
    void nothingOfTheSdkIsCreatedWhileTracingIsOff() {
        assertThat(context.getBeanNamesForType(OpenTelemetry.class)).isEmpty();
        assertThat(spans.isOn()).isFalse();
        assertThat(spans.startOrBegin(SpanName.JOB)).isSameAs(TraceSpan.NONE);
        assertThat(spans.startRequest(TRACE_PARENT)).isSameAs(TraceSpan.NONE);
        assertThat(spans.start(SpanName.CACHE_READ).activate()).isSameAs(TraceSpan.NONE);
    }

    @Test
    void everyEventOfTheTransactionKeepsItsTraceParent() {
        write(TRACE_PARENT, RELATE_USERS);
        assertThat(traceParents("outbox_event")).containsExactly(TRACE_PARENT, TRACE_PARENT);
    }

    /** As the apply worker of logical replication and initial copies do. */
    @Test
    void eventsOfRowTriggersKeepItToo() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            run("SET LOCAL session_replication_role = replica");
            run("SET LOCAL eligo.traceparent = '%s'".formatted(TRACE_PARENT));
            run(RELATE_USER);
        });
        assertThat(traceParents("outbox_event")).isNotEmpty().containsOnly(TRACE_PARENT);
    }

    @Test
    void anotherTransactionOfTheSessionHasNone() {
        write(TRACE_PARENT, "UPDATE merchant SET business_name = 'Other'");
        run(RELATE_USER);
        assertThat(traceParents("outbox_event")).containsOnlyNulls();
    }

    static Stream<String> invalidTraceParents() {
        return Stream.of(
                "",
                "anything",
                "'; DROP TABLE outbox_event; --",
                "x".repeat(1_000_000),
                TRACE_PARENT.toUpperCase(Locale.ROOT),
                TRACE_PARENT + "-more",
                TRACE_PARENT + "\n",
                TRACE_PARENT.substring(0, 54) + "\n",
                TRACE_PARENT.replace('f', 'g'),
                TRACE_PARENT.replaceFirst("00-", "ff-"),
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-01");
    }

    @ParameterizedTest
    @MethodSource("invalidTraceParents")
    void anInvalidTraceParentIsIgnoredWithoutAnError(String invalid) {
        write(invalid, RELATE_USER);
        assertThat(traceParents("outbox_event")).hasSize(1).containsOnlyNulls();
    }

    @Test
    void eventsWithoutATraceAreProcessedAsBefore() {
        run(RELATE_USER);
        worker.drain();
        assertThat(traceParents("outbox_done")).hasSize(1).containsOnlyNulls();
    }

    @Test
    void aLeaseNamesTheTracesOfItsEventsOnceEach() {
        write(TRACE_PARENT, RELATE_USER);
        write(TRACE_PARENT, "UPDATE customer_type SET type = 'Vip'");
        write(OTHER_TRACE_PARENT, "UPDATE customer_type SET type = 'New'");
        run("UPDATE customer_type SET type = 'Regular'");
        Lease lease = leases.leaseUserEvents();
        assertThat(lease.eventCount()).isEqualTo(4);
        assertThat(lease.traces())
                .extracting(event -> event.trace().text())
                .containsExactly(TRACE_PARENT, OTHER_TRACE_PARENT);
    }

    @Test
    void aLeaseOnManyTracesNamesABoundedNumberOfThem() {
        for (int i = 1; i <= Spans.MAX_TRACES + 3; i++) {
            write(
                    "00-%032x-00f067aa0ba902b7-01".formatted(i),
                    "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%s', '%s', 'New')"
                            .formatted(new UUID(5, i), DUKA));
        }
        Lease lease = leases.leaseUserEvents();
        assertThat(lease.eventCount()).isEqualTo(Spans.MAX_TRACES + 3);
        assertThat(lease.traces()).hasSize(Spans.MAX_TRACES);
    }

    @Test
    void bothHalvesOfASplitEventAndTheHistoryKeepIt() {
        write(TRACE_PARENT, RELATE_USERS);
        failFirstEvent(leases.leaseUserEvents());
        run("UPDATE outbox_event SET not_before = '-infinity'");
        failFirstEvent(leases.leaseUserEvents());
        assertThat(traceParents("outbox_event")).hasSize(3).containsOnly(TRACE_PARENT);
        run("UPDATE outbox_event SET not_before = '-infinity', lease = NULL, leased_until = NULL");
        worker.drain();
        assertThat(traceParents("outbox_done")).hasSize(3).containsOnly(TRACE_PARENT);
    }

    @Test
    void theEventOfCustomersWhoFailedKeepsTheFirstTraceOfTheLease() {
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%1$s', '%1$s', 'c', true, '{New}', 100)
                """.formatted(DUKA));
        write(TRACE_PARENT, "UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'");
        write(OTHER_TRACE_PARENT, "UPDATE cashback_configuration SET eligible_customer_types = '{New,Vip}'");
        Lease lease = leases.leaseOfferEvents();
        new TransactionTemplate(transactions)
                .executeWithoutResult(
                        status -> eventFailures.recordCustomers(lease.id(), DUKA, List.of(new UUID(5, 1)), "poisoned"));
        assertThat(jdbc.sql("SELECT traceparent FROM outbox_event WHERE kind = 'users'")
                        .query(String.class)
                        .list())
                .containsExactly(TRACE_PARENT);
    }

    private void failFirstEvent(Lease lease) {
        Lease.UserEvent event = leases.findUserEvents(lease.id()).get(0);
        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> eventFailures.recordEvent(event, "poisoned"));
    }

    private void write(String traceParent, String sql) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            jdbc.sql("SELECT set_config('eligo.traceparent', ?, true)")
                    .param(traceParent)
                    .query(String.class)
                    .single();
            run(sql);
        });
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }

    private List<@Nullable String> traceParents(String table) {
        return jdbc.sql("SELECT traceparent FROM " + table + " ORDER BY 1")
                .query((row, n) -> row.getString(1))
                .list();
    }
}
