package io.eligo.jobs.guard;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads a halt with all that operators see of it. */
@Component
public class GuardHaltQuery {
    private static final int MAX_MERCHANTS = 50;

    private final JdbcClient jdbc;

    GuardHaltQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The halt of a job instance, approved or not. Empty if it was not halted. */
    public Optional<GuardHalt> find(long jobInstance) {
        return jdbc.sql("SELECT * FROM batch.guard_halt WHERE job_instance_id = ?")
                .param(jobInstance)
                .query((row, n) -> new GuardHalt(
                        jobInstance,
                        row.getString("job"),
                        row.getTimestamp("halted_at").toInstant(),
                        row.getLong("current"),
                        row.getLong("granted"),
                        row.getLong("revoked"),
                        row.getString("message"),
                        row.getString("digest"),
                        findLargestLosses(jobInstance),
                        findHaltedOffers(jobInstance),
                        row.getTimestamp("approved_at") == null
                                ? null
                                : new GuardHalt.HaltApproval(
                                        row.getString("approved_by"),
                                        row.getTimestamp("approved_at").toInstant(),
                                        row.getString("reason"))))
                .optional();
    }

    /** Joins the merchants of another module, only for their names. */
    private List<GuardHalt.HaltMerchantLoss> findLargestLosses(long jobInstance) {
        return jdbc.sql("""
                        SELECT m.id, m.business_name, d.* FROM batch.halted_merchant d LEFT JOIN merchant m USING (merchant_no)
                        WHERE job_instance_id = ? ORDER BY revoked - granted DESC, merchant_no LIMIT ?
                        """)
                .params(jobInstance, MAX_MERCHANTS)
                .query((row, n) -> new GuardHalt.HaltMerchantLoss(
                        row.getObject("id", UUID.class),
                        row.getString("business_name"),
                        row.getLong("current"),
                        row.getLong("granted"),
                        row.getLong("revoked")))
                .list();
    }

    private List<GuardHalt.HaltedOffer> findHaltedOffers(long jobInstance) {
        return jdbc.sql("SELECT * FROM batch.halted_offer WHERE job_instance_id = ? ORDER BY name, offer_id")
                .param(jobInstance)
                .query((row, n) -> new GuardHalt.HaltedOffer(
                        row.getObject("offer_id", UUID.class), row.getString("name"), row.getString("message")))
                .list();
    }
}
