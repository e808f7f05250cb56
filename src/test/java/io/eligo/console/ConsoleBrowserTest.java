package io.eligo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.JobRunner;
import io.eligo.servers.DevTokens;
import io.eligo.servers.EligoTest;
import io.eligo.servers.TableCleaner;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Actions of operators in a browser, against jobs that really run. Skipped without Chromium. */
@EligoTest
@TestPropertySource(properties = "test.database=of-the-browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleBrowserTest {
    private static final String RUN = "#run";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JobRunner jobs;

    @Autowired
    DevTokens tokens;

    ConsoleBrowser browser;

    @BeforeAll
    void loadUsersAndOffers() {
        browser = ConsoleBrowser.open(port);
        assertThat(jobs.run("demo-data", Map.of("users", "800", "merchants", "20", "offers", "100"))
                        .isCompleted())
                .isTrue();
        jdbc.sql("""
                CREATE FUNCTION hindered() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_LEVEL = 'STATEMENT' THEN PERFORM pg_sleep(TG_ARGV[0]::float); RETURN NULL; END IF;
                    RAISE 'broken on purpose';
                END $$
                """).update();
    }

    @BeforeEach
    void clearRunsAndGrants() {
        // The page of the test before may ask for an execution that is deleted here.
        browser.leavePage();
        jdbc.sql("DROP TRIGGER IF EXISTS slowly ON user_grants").update();
        jdbc.sql("DROP TRIGGER IF EXISTS broken ON user_grants").update();
        TableCleaner.empty(
                jdbc, "user_grants, outbox_event, operator_action, batch.batch_job_instance, rollout_schedule");
        jdbc.sql("UPDATE rollout SET enabled = true, share = 100").update();
        browser.width(1280);
        browser.signIn(tokens.token("ops-ann", "ops:read ops:write offers:any"));
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void signingInLeadsBackToTheRequestedPage() {
        browser.signOut();
        browser.navigateTo("/console/outbox");
        assertThat(browser.path()).startsWith("/console/sign-in");
        browser.type("#token", tokens.token("ops-ben", "ops:read"));
        browser.click("button.main");

        browser.await(page -> page.path().equals("/console/outbox"));
        assertThat(browser.text(".who")).contains("ops-ben");
        assertThat(browser.text("footer")).contains("ops:write");
    }

    @Test
    void aJobIsRunFromItsPageAndItsBarMoves() {
        slowly(0.5);
        browser.navigateTo("/console/jobs");
        browser.click("#run-full-rebuild summary");
        browser.click("#run-full-rebuild button");

        browser.await(page -> page.path().startsWith("/console/executions/"));
        var seen = new TreeSet<Double>();
        browser.await(page -> {
            String value = page.attribute("#total-progress", "value");
            if (value != null) {
                seen.add(Double.valueOf(value));
            }
            return status(page, "COMPLETED");
        });
        // The number of positions seen depends on the speed of the machine.
        assertThat(seen).as("positions of the bar").hasSizeGreaterThan(1);
        assertThat(browser.texts(".partitions .state")).hasSize(16).containsOnly("done");
        assertThat(audited())
                .containsExactly(
                        "ops-ann launch full-rebuild {dry-run=false, unguarded=false, trust-events=false} done");
    }

    @Test
    void onlyThePartitionThatFailedRunsAgain() {
        jdbc.sql("""
                CREATE TRIGGER broken BEFORE INSERT ON user_grants FOR EACH ROW WHEN (NEW.user_id = '%s') EXECUTE FUNCTION hindered()
                """.formatted(someUser())).update();
        browser.navigateTo("/console/jobs");
        browser.click("#run-full-rebuild summary");
        browser.click("#run-full-rebuild button");
        browser.await(page -> status(page, "FAILED"));
        browser.await(page -> page.text("#run .notice.bad").contains("broken on purpose"));
        assertThat(browser.texts("tr[data-status=FAILED] .error"))
                .singleElement()
                .asString()
                .contains("broken on purpose")
                .doesNotContain("\n");
        assertThat(browser.text("tr[data-status=FAILED] pre")).isEmpty();
        browser.click("tr[data-status=FAILED] summary");
        assertThat(browser.text("tr[data-status=FAILED] pre"))
                .startsWith("org.postgresql.util.PSQLException: ERROR: broken on purpose")
                .contains("at org.postgresql", "Wrapped by: ");
        assertThat(browser.horizontalOverflow()).isZero();
        browser.width(390);
        assertThat(browser.horizontalOverflow()).isZero();
        browser.width(1280);
        String failed = browser.attribute("tr[data-status=FAILED]", "data-part");

        jdbc.sql("DROP TRIGGER broken ON user_grants").update();
        String before = browser.path();
        browser.click("#restart");
        browser.await(page -> !page.path().equals(before) && status(page, "COMPLETED"));

        assertThat(browser.texts(".partitions tbody th")).containsExactly(failed);
        assertThat(jdbc.sql("SELECT count(*) FROM user_grants")
                        .query(Long.class)
                        .single())
                .isEqualTo(jdbc.sql("SELECT count(DISTINCT user_id) FROM customer_type")
                        .query(Long.class)
                        .single());
    }

    @Test
    void aRunningJobIsStopped() {
        slowly(1);
        run();
        browser.click("#stop");
        browser.await(page -> status(page, "STOPPED"));

        assertThat(browser.text(".head .state")).isEqualTo("stopped");
        browser.await(page -> page.text("#restart").equals("Restart"));
        assertThat(audited())
                .last()
                .asString()
                .startsWith("ops-ann stop execution")
                .endsWith("done");
    }

    @Test
    void aHaltedRunShowsRevocationsByMerchantAndResumesWhenApproved() {
        run();
        browser.await(page -> status(page, "COMPLETED"));
        long granted = grants();
        jdbc.sql("CREATE TABLE audiences AS SELECT id, eligible_customer_types FROM exclusive_offer")
                .update();
        try {
            jdbc.sql("UPDATE exclusive_offer SET eligible_customer_types = '{}'")
                    .update();
            run();
            browser.await(page -> page.text("#halt").contains("Revocations by merchant"));
            assertThat(browser.text(".head .state")).isEqualTo("halted");
            assertThat(grants()).as("nothing was revoked").isEqualTo(granted);

            browser.click("#approve summary");
            browser.type("#approve-why", "the season is over");
            browser.click("#approve button");
            browser.await(page -> status(page, "COMPLETED"));
            assertThat(grants()).isLessThan(granted);
            assertThat(audited())
                    .anyMatch(entry -> entry.startsWith("ops-ann approve execution") && entry.endsWith("done"));

            String resumed = browser.text("h1 .dim");
            browser.navigateTo("/console/executions");
            browser.type("#value", "season over");
            browser.click("form.filter button");
            browser.await(page -> page.texts("#list tbody th").equals(List.of(resumed)));
        } finally {
            jdbc.sql("""
                    UPDATE exclusive_offer o SET eligible_customer_types = a.eligible_customer_types FROM audiences a WHERE a.id = o.id
                    """).update();
            jdbc.sql("DROP TABLE audiences").update();
        }
    }

    @Test
    void changesAreDeferredUntilTheDeferralIsEnded() {
        browser.navigateTo("/console/outbox");
        browser.click("[aria-labelledby=deferral-title] summary");
        browser.type("#defer-why", "the spring campaign");
        browser.click("[aria-labelledby=deferral-title] details button");
        browser.await(
                page -> page.text("[aria-labelledby=deferral-title] tbody").contains("the spring campaign"));

        browser.click("[aria-labelledby=deferral-title] td.do button");
        browser.await(page -> page.text(".notice.good").contains("processed now"));
        assertThat(audited())
                .containsExactly("ops-ann defer changes all merchants done", "ops-ann end deferral all merchants done");
    }

    @Test
    void theSwitchIsSetAndAScheduleIsStartedPausedAndEnded() {
        browser.navigateTo("/console/rollout");
        assertThat(browser.text("#sentence")).isEqualTo("The switch is on: the precomputed path answers all users.");
        assertThat(browser.texts("#triggers-title")).hasSize(1);
        assertThat(browser.text("#trigger-database-cpu")).contains("not enough data", "over 80 %");

        browser.click("#start summary");
        browser.type("#start-why", "too slow");
        browser.click("#start button");
        browser.await(page -> page.text(".notice.good").contains("first step is done"));
        assertThat(browser.text("#sentence")).isEqualTo("The switch is on for 50 % of the users.");
        assertThat(browser.text("#next-step")).startsWith("25 %, due ");

        browser.click("#pause summary");
        browser.type("#pause-why", "lunch");
        browser.click("#pause button");
        browser.await(page -> page.text("#next-step").contains("when the schedule is resumed"));
        browser.click("#resume summary");
        browser.type("#resume-why", "back");
        browser.click("#resume button");
        browser.await(page -> page.text("#next-step").contains("due"));
        browser.click("#end summary");
        browser.type("#end-why", "found it");
        browser.click("#end button");
        browser.await(page -> page.text("[aria-labelledby=schedule-title]").contains("ended by ops-ann"));

        browser.click("#set summary");
        browser.select("#state-choice", "on");
        browser.type("#set-why", "all is well");
        browser.click("#set button");
        browser.await(page -> page.text("#sentence").contains("answers all users"));
        assertThat(browser.text("#changes"))
                .contains("on, 100 %", "all is well", "end rollout schedule", "pause rollout schedule");
    }

    @Test
    void aTriggerIsSetAndABadValueIsRefusedByName() {
        browser.navigateTo("/console/rollout");
        browser.click("#trigger-settings > summary");
        browser.click("#set-queue summary");
        browser.replace("#queue-bound", "9000");
        browser.type("#queue-why", "a large campaign");
        browser.click("#set-queue button");
        browser.await(page -> page.text("#trigger-queue").contains("over 9000 events"));

        browser.click("#trigger-settings > summary");
        browser.click("#set-queue summary");
        browser.replace("#queue-window", "0");
        browser.type("#queue-why", "a mistake");
        browser.click("#set-queue button");
        browser.await(page -> page.text(".notice.bad").contains("window: seconds, a multiple of 5"));
    }

    @Test
    void aParkedEventIsRetriedAndAnotherDiscardedWithAReason() {
        park(2);
        browser.navigateTo("/console/outbox");
        assertThat(browser.texts(".error")).containsExactly("broken", "broken");
        browser.click("input[name=ids]");
        browser.click(".actions button.main");

        browser.await(page -> page.text(".notice.good").contains("queued again"));
        assertThat(waiting()).isEqualTo(1);

        browser.click("details.danger summary");
        browser.type("#reason", "the offer is gone");
        browser.click("button.danger");
        browser.await(page -> page.text(".notice.good").contains("discarded"));
        assertThat(browser.text("#page")).contains("Nothing is parked");
        browser.navigateTo("/console/audit");
        assertThat(browser.text("tbody")).contains("discard parked", "the offer is gone", "retry parked");
    }

    @Test
    void saysWhyAUserDoesNotSeeAnOfferAndWhatWouldChangeIt() {
        UUID offer = switchedOff();
        browser.navigateTo("/console/offers");
        browser.type("#user", someUser().toString());
        browser.type("#offer", offer.toString());
        browser.click("form[role=search] button");

        browser.await(page -> page.text("#verdict").contains("does not see"));
        assertThat(browser.text("tr[data-rule=ACTIVE]")).contains("no", "It is switched off", "switch it on");
        assertThat(browser.text("tr[data-rule=APPROVED]")).contains("yes");
        assertThat(browser.text("#audience")).contains("Audience");
    }

    @Test
    void usersAndOffersStartsWithExamplesOfEachKind() {
        browser.navigateTo("/console/offers");
        assertThat(browser.texts("#examples tbody tr")).hasSize(4);
        for (String type : List.of("CASHBACK", "EXCLUSIVE", "LOYALTY")) {
            browser.navigateTo("/console/offers");
            browser.click("#examples tr[data-type=%s] td.do a".formatted(type));
            browser.await(page -> page.text("#verdict").contains("The user"));
            assertThat(browser.text("#offer-title")).isNotEmpty();
            assertThat(browser.text("#examples")).isEmpty();
        }
        browser.navigateTo("/console/offers");
        browser.click("#example-user");
        browser.await(page -> page.text("#feed").contains("What the user sees now"));

        browser.signOut();
        browser.signIn(tokens.token("ops-ben", "ops:read"));
        browser.navigateTo("/console/offers");
        assertThat(browser.texts("#examples tbody tr"))
                .as("without offers:any no user is shown")
                .hasSize(3);
    }

    /** Signs in, runs, stops, retries and searches with the keyboard only. */
    @Test
    void everyActionWorksWithTheKeyboardAlone() {
        park(1);
        slowly(1);
        UUID offer = switchedOff();
        browser.signOut();
        browser.navigateTo("/console");
        assertThat(browser.isFocused("#token")).isTrue();
        browser.press(tokens.token("ops-kim", "ops:read ops:write offers:any"));
        browser.press(Keys.TAB);
        browser.press(Keys.ENTER);
        browser.await(page -> page.path().equals("/console"));

        browser.press(Keys.TAB);
        assertThat(browser.isFocused(".skip")).isTrue();
        browser.press(Keys.ENTER);
        browser.await(page -> page.isFocused("#main"));

        browser.navigateTo("/console/jobs");
        browser.tabTo("#run-full-rebuild > summary");
        browser.press(Keys.ENTER);
        browser.tabTo("#run-full-rebuild button");
        browser.press(Keys.ENTER);
        browser.await(page -> status(page, "STARTED"));
        browser.tabTo("#stop");
        // The page is reloaded each second; the focus must stay.
        String took = browser.text(".figures dd");
        browser.await(page -> !page.text(".figures dd").equals(took));
        assertThat(browser.isFocused("#stop")).isTrue();
        browser.press(Keys.ENTER);
        browser.await(page -> status(page, "STOPPED"));

        browser.tabTo("nav a[href$='/outbox']");
        browser.press(Keys.ENTER);
        browser.await(page -> page.path().equals("/console/outbox"));
        browser.tabTo(".actions button.main");
        browser.press(Keys.ENTER);
        browser.await(page -> page.text(".notice.good").contains("queued again"));

        browser.tabTo("nav a[href$='/offers']");
        browser.press(Keys.ENTER);
        browser.await(page -> page.path().equals("/console/offers"));
        browser.tabTo("#user");
        browser.press(someUser().toString());
        browser.press(Keys.TAB);
        browser.press(offer.toString());
        browser.press(Keys.ENTER);
        browser.await(page -> page.text("#verdict").contains("does not see"));
    }

    @Test
    void noPageScrollsSidewaysOrBreaksThePolicy() {
        park(3);
        leftTheQueue("v1.900");
        run();
        browser.await(page -> status(page, "COMPLETED"));
        String execution = browser.path();
        for (int width : new int[] {1280, 390}) {
            browser.width(width);
            for (String page : List.of(
                    "/console",
                    "/console/jobs",
                    "/console/executions",
                    execution,
                    "/console/outbox",
                    "/console/outbox/events/1",
                    "/console/outbox/events/4711",
                    "/console/outbox/change?token=v1.900",
                    "/console/rollout",
                    "/console/offers?user=%s&offer=%s".formatted(someUser(), switchedOff()),
                    "/console/audit",
                    "/console/sign-in")) {
                browser.navigateTo(page);
                assertThat(browser.texts("h1")).as(page).hasSize(1);
                assertThat(browser.horizontalOverflow())
                        .as("%s at %d", page, width)
                        .isZero();
            }
        }
        assertThat(browser.consoleErrors()).isEmpty();
    }

    private static boolean status(ConsoleBrowser page, String status) {
        return status.equals(page.attribute(RUN, "data-status"));
    }

    private void run() {
        browser.navigateTo("/console/jobs");
        browser.click("#run-full-rebuild summary");
        browser.click("#run-full-rebuild button");
        browser.await(page -> page.path().startsWith("/console/executions/"));
    }

    /** Delays each statement that inserts grants. */
    private void slowly(double seconds) {
        jdbc.sql("CREATE TRIGGER slowly BEFORE INSERT ON user_grants FOR EACH STATEMENT EXECUTE FUNCTION hindered('%s')"
                        .formatted(seconds))
                .update();
    }

    private void park(int count) {
        jdbc.sql("ALTER TABLE outbox_event ALTER COLUMN id RESTART WITH 1").update();
        jdbc.sql("""
                INSERT INTO outbox_event (kind, users, may_revoke, parked_at, error, attempts)
                SELECT 'users', ARRAY['%s']::uuid[], true, now(), 'broken', 5 FROM generate_series(1, %d)
                """.formatted(someUser(), count)).update();
    }

    private void leftTheQueue(String token) {
        jdbc.sql("DELETE FROM outbox_done").update();
        jdbc.sql("""
                INSERT INTO outbox_done (event_id, xid, kind, offer_id, size, created_at, leased_at, removal_reason, job_execution_id)
                VALUES (4711, ?::xid8, 'offer', gen_random_uuid(), NULL, now() - interval '3 s', now() - interval '2 s', 'RUN', 1),
                       (4712, ?::xid8, 'users', NULL, 1000, now() - interval '3 s', NULL, 'REBUILD', NULL)
                """)
                .params(token.substring("v1.".length()), token.substring("v1.".length()))
                .update();
    }

    private long waiting() {
        return jdbc.sql("SELECT count(*) FROM outbox_event WHERE parked_at IS NULL")
                .query(Long.class)
                .single();
    }

    private long grants() {
        return jdbc.sql("SELECT sum(cardinality(offer_nos)) FROM user_grants")
                .query(Long.class)
                .single();
    }

    private UUID someUser() {
        return jdbc.sql("SELECT user_id FROM customer_type ORDER BY user_id LIMIT 1")
                .query(UUID.class)
                .single();
    }

    private UUID switchedOff() {
        return jdbc.sql("""
                        UPDATE exclusive_offer SET is_active = false WHERE id = (SELECT id FROM exclusive_offer WHERE review_status = 'Approved' ORDER BY id LIMIT 1)
                        RETURNING id
                        """).query(UUID.class).single();
    }

    private List<String> audited() {
        return jdbc.sql(
                        "SELECT operator || ' ' || action || ' ' || target || ' ' || outcome FROM operator_action ORDER BY id")
                .query(String.class)
                .list();
    }
}
