package io.eligo.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.eligo.cache.CacheFixture;
import io.eligo.catalog.Catalog;
import io.eligo.feed.ApiClient;
import io.eligo.grants.Grants;
import io.eligo.jobs.schedule.OutboxPollerFixture;
import io.eligo.redis.Redis;
import io.eligo.redis.RedisUnavailable;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.http.HttpRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Traces of requests and of changes, through the whole application. No trace is recorded by chance. */
@EligoTest
@Import(TracesTest.ExporterConfiguration.class)
// A node on a busy machine must trust its view of the cache from the refresh to the read.
@TestPropertySource(
        properties = {
            "management.tracing.sampling.probability=0",
            "eligo.cache.max-staleness=PT5S",
            "management.opentelemetry.tracing.export.otlp.timeout=30s"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class TracesTest {
    private static final OtlpReceiver RECEIVER = new OtlpReceiver();

    private static final UUID DUKA = new UUID(1, 1);
    private static final UUID CASHBACK = new UUID(2, 1);
    private static final UUID USER = new UUID(5, 1);
    private static final UUID OTHER_USER = new UUID(5, 2);
    private static final String QUERY = "{\"query\": \"{ offers { edges { node { id } } } }\"}";

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER_TRACE = "5bf92f3577b34da6a3ce929d0e0e4736";
    private static final String WRITER_SPAN = "00f067aa0ba902b7";

    @TestConfiguration(proxyBeanMethods = false)
    static class ExporterConfiguration {
        @Bean
        InMemorySpanExporter inMemorySpanExporter() {
            return InMemorySpanExporter.create();
        }
    }

    @DynamicPropertySource
    static void tracingOn(DynamicPropertyRegistry registry) {
        registry.add(TracingSwitch.ENDPOINT, RECEIVER::endpoint);
    }

    @Autowired
    InMemorySpanExporter exporter;

    @Autowired
    SdkTracerProvider tracerProvider;

    @Autowired
    ApiClient apiClient;

    @Autowired
    OutboxPollerFixture worker;

    @Autowired
    CacheFixture cacheFixture;

    @Autowired
    Grants grants;

    @Autowired
    Catalog catalog;

    @Autowired
    Redis redis;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    /** Once: to empty the tables closes the cache, which opens again after more than the time for which a node trusts its view. */
    @BeforeAll
    void aMerchantWithAnOfferAndTwoCustomers() {
        TableCleaner.empty(
                jdbc,
                "merchant, outlet, cashback_configuration, exclusive_offer, loyalty_program, customer_type, user_grants, outbox_event");
        run("INSERT INTO merchant (id, business_name, status, category) VALUES ('%s', 'Duka', 'Active', 'x')"
                .formatted(DUKA));
        run("""
                INSERT INTO cashback_configuration (id, merchant_id, name, is_active, eligible_customer_types, net_cashback_budget)
                VALUES ('%s', '%s', 'c', true, '{Vip}', 100)
                """.formatted(CASHBACK, DUKA));
        run(
                "INSERT INTO customer_type (user_id, merchant_id, type) VALUES ('%2$s', '%1$s', 'New'), ('%3$s', '%1$s', 'New')"
                        .formatted(DUKA, USER, OTHER_USER));
    }

    @BeforeEach
    void newCustomersWithoutACopyInTheCache() {
        run("UPDATE customer_type SET type = 'New'");
        run("UPDATE cashback_configuration SET eligible_customer_types = '{Vip}'");
        worker.drain();
        cacheFixture.awaitOpen();
        new TransactionTemplate(transactions).executeWithoutResult(status -> grants.evict(List.of(USER)));
        cacheFixture.awaitEvictions();
        finishedSpans();
        exporter.reset();
    }

    @AfterEach
    void noSpanNamesAUser() {
        assertThat(finishedSpans()).noneMatch(span -> span.toString().contains(USER.toString()));
    }

    @Test
    void aChangeByPlainSqlIsOneTraceFromItsTransactionToTheNextRead() {
        read(null);
        change(traceParent(TRACE, "01"), "UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(USER));
        worker.drain();
        awaitMark();
        assertThat(read(null)).contains("\"source\":\"table\"");

        List<SpanData> trace = finishedSpans();
        assertThat(trace)
                .extracting(SpanData::getName)
                .containsExactly(
                        "outbox.event", "outbox.lease", "job.batch", "cache.eviction", "cache.read-after-eviction");
        assertThat(trace).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        assertThat(trace.get(0).getParentSpanId()).isEqualTo(WRITER_SPAN);
        for (int i = 1; i < trace.size(); i++) {
            assertThat(trace.get(i).getParentSpanId())
                    .isEqualTo(trace.get(i - 1).getSpanId());
        }
        assertThat(trace.get(2).getAttributes().get(AttributeKey.stringKey("eligo.job.name")))
                .isEqualTo("user-changes");
        assertThat(trace.get(2).getAttributes().get(AttributeKey.longKey("eligo.job.execution")))
                .isPositive();
        assertThat(RECEIVER.bytes()).isPositive();

        exporter.reset();
        read(null);
        assertThat(finishedSpans()).isEmpty();
    }

    @Test
    void aChangeOfAnOfferIsOneTraceWithTheRunOfItsJob() {
        change(
                traceParent(TRACE, "01"),
                "UPDATE cashback_configuration SET eligible_customer_types = '{New}' WHERE id = '%s'"
                        .formatted(CASHBACK));
        worker.drain();
        cacheFixture.awaitEvictions();
        List<SpanData> trace = finishedSpans();
        assertThat(trace)
                .extracting(SpanData::getName)
                .containsExactly("outbox.event", "outbox.lease", "job", "cache.eviction");
        assertThat(trace).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
        assertThat(span("job").getParentSpanId()).isEqualTo(span("outbox.lease").getSpanId());
        assertThat(span("cache.eviction").getParentSpanId())
                .isEqualTo(span("job").getSpanId());
    }

    @Test
    void aLeaseOnEventsOfSeveralTracesContinuesTheFirstAndIsLinkedWithTheOthers() {
        change(traceParent(TRACE, "01"), "UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(USER));
        change(
                traceParent(OTHER_TRACE, "01"),
                "UPDATE customer_type SET type = 'Vip' WHERE user_id = '%s'".formatted(OTHER_USER));
        run("INSERT INTO customer_type (user_id, merchant_id, type) VALUES (gen_random_uuid(), '%s', 'New')"
                .formatted(DUKA));
        worker.drain();

        SpanData lease = span("outbox.lease");
        SpanData first = only(finishedSpans().stream()
                .filter(span -> span.getParentSpanId().equals(WRITER_SPAN)
                        && span.getTraceId().equals(TRACE))
                .toList());
        SpanData second = only(finishedSpans().stream()
                .filter(span -> span.getTraceId().equals(OTHER_TRACE))
                .toList());
        assertThat(lease.getParentSpanId()).isEqualTo(first.getSpanId());
        assertThat(lease.getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(second.getSpanId()));
        assertThat(second.getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(lease.getSpanId()));
        assertThat(lease.getAttributes().get(AttributeKey.longKey("eligo.events")))
                .isEqualTo(3);
    }

    @Test
    void aTraceThatItsWriterDoesNotRecordIsNotRecorded() {
        change(traceParent(TRACE, "00"), "UPDATE customer_type SET type = 'Vip'");
        worker.drain();
        assertThat(finishedSpans()).isEmpty();
    }

    @Test
    void aRequestContinuesItsCallersTraceToRedisAndPostgresql() {
        read(traceParent(TRACE, "01"));
        assertThat(finishedSpans())
                .extracting(SpanData::getName)
                .containsExactly("POST /graphql", "cache.read", "cache.load", "grants.read");
        assertThat(span("POST /graphql").getParentSpanId()).isEqualTo(WRITER_SPAN);
        assertThat(span("cache.read").getParentSpanId())
                .isEqualTo(span("POST /graphql").getSpanId());
        assertThat(span("grants.read").getParentSpanId())
                .isEqualTo(span("cache.load").getSpanId());
        assertThat(finishedSpans())
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            none
            00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00
            00-00000000000000000000000000000000-00f067aa0ba902b7-01
            00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more
            anything
            """)
    void aRequestWithoutARecordedTraceHasNoSpan(@Nullable String header) {
        read(header);
        assertThat(finishedSpans()).isEmpty();
    }

    @Test
    void aMutationIsTheWriterOfItsEvents() {
        String body =
                "{\"query\": \"mutation { setCustomerType(userId: \\\"%s\\\", merchantId: \\\"%s\\\", type: \\\"Vip\\\") { freshness } }\"}"
                        .formatted(USER, DUKA);
        assertThat(post(apiClient.token(USER.toString(), "catalog:write"), body, traceParent(TRACE, "01")))
                .doesNotContain("errors");
        String written = jdbc.sql("SELECT traceparent FROM outbox_event")
                .query(String.class)
                .single();
        worker.drain();
        assertThat(written)
                .startsWith("00-" + TRACE + "-" + span("POST /graphql").getSpanId());
        assertThat(span("outbox.event").getParentSpanId())
                .isEqualTo(span("POST /graphql").getSpanId());
    }

    @Test
    void aCollectorThatRefusesTracesDisturbsNothingAndIsLoggedOnce(CapturedOutput output) {
        RECEIVER.answerWith(400);
        try {
            for (int i = 0; i < 2; i++) {
                assertThat(read(traceParent(TRACE, "01"))).doesNotContain("errors");
                change(traceParent(TRACE, "01"), "UPDATE customer_type SET type = 'Vip'");
                worker.drain();
                flush();
            }
        } finally {
            RECEIVER.answerWith(200);
        }
        read(traceParent(TRACE, "01"));
        flush();
        assertThat(output.getOut().lines().filter(line -> line.contains("Traces ")))
                .satisfiesExactly(
                        begin -> assertThat(begin)
                                .endsWith("Traces not exported, dropping them: the collector refused them"),
                        end -> assertThat(end).contains("Traces exported again after"));
        assertThat(output.getAll()).doesNotContain("io.opentelemetry");
    }

    private void change(String traceParent, String sql) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            run("SET LOCAL eligo.traceparent = '%s'".formatted(traceParent));
            run(sql);
        });
    }

    private void run(String sql) {
        jdbc.sql(sql).update();
    }

    private static String traceParent(String trace, String flags) {
        return "00-" + trace + "-" + WRITER_SPAN + "-" + flags;
    }

    private String read(@Nullable String traceParent) {
        catalog.refresh();
        return post(apiClient.token(USER.toString(), ""), QUERY, traceParent);
    }

    private String post(String token, String body, @Nullable String traceParent) {
        return apiClient
                .send(token, "/graphql", request -> {
                    request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
                    if (traceParent != null) {
                        request.header("traceparent", traceParent);
                    }
                })
                .body()
                .toString();
    }

    /** Redis carries out the eviction and its mark one after the other, but on another connection than reads. */
    private void awaitMark() {
        await().until(() -> {
            byte[] found = find();
            return found != null && new String(found, US_ASCII).startsWith("T00-" + TRACE);
        });
        cacheFixture.awaitEvictions();
    }

    private byte @Nullable [] find() throws RedisUnavailable {
        return redis.get(Objects.requireNonNull(redis.serverId()), cacheFixture.key(USER));
    }

    private SpanData span(String name) {
        return only(finishedSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList());
    }

    private static SpanData only(List<SpanData> spans) {
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    /** In the order of their starts. */
    private List<SpanData> finishedSpans() {
        assertThat(flush()).isTrue();
        return exporter.getFinishedSpanItems().stream()
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }

    /** Whether the collector has taken the spans. */
    private boolean flush() {
        return tracerProvider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess();
    }
}
