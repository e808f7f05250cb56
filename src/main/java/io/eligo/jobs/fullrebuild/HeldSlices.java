package io.eligo.jobs.fullrebuild;

import io.eligo.customers.UserRange;
import io.eligo.grants.Differences;
import io.eligo.grants.Tally;
import io.eligo.jobs.Loss;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** {@code batch.held_slice}: users of whom something would be taken, until the run is let go on. */
@Component
class HeldSlices {
    private final JdbcClient jdbc;

    HeldSlices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param partition the one of the comparison that has held it */
    record Key(long jobInstance, String partition, UUID upTo) {}

    /** With what the users of the slice that are in doubt have and would have. */
    void hold(Key key, UUID from, Tally wrong, Differences differences) {
        jdbc.sql("INSERT INTO batch.held_slice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        key.jobInstance(),
                        key.partition(),
                        from,
                        key.upTo(),
                        wrong.granted(),
                        wrong.revoked(),
                        wrong.unchanged(),
                        differences.merchantNos(),
                        differences.standing(),
                        differences.coming(),
                        differences.going())
                .update();
    }

    /** The partitions of the comparison that have held any, by name. */
    List<String> partitions(long jobInstance) {
        return jdbc.sql("SELECT DISTINCT partition FROM batch.held_slice WHERE job_instance_id = ? ORDER BY partition")
                .param(jobInstance)
                .query(String.class)
                .list();
    }

    /** What is left of a partition, in user order. */
    List<UserRange> of(long jobInstance, String partition) {
        return jdbc.sql("""
                        SELECT from_user, upto_user FROM batch.held_slice WHERE job_instance_id = ? AND partition = ? ORDER BY upto_user
                        """)
                .params(jobInstance, partition)
                .query((row, n) -> new UserRange(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** All that is written of the slice is written up to this user. */
    void done(Key key, UUID lastUser) {
        if (lastUser.equals(key.upTo())) {
            jdbc.sql("DELETE FROM batch.held_slice WHERE job_instance_id = ? AND partition = ? AND upto_user = ?")
                    .params(key.jobInstance(), key.partition(), key.upTo())
                    .update();
        } else {
            jdbc.sql(
                            "UPDATE batch.held_slice SET from_user = ? WHERE job_instance_id = ? AND partition = ? AND upto_user = ?")
                    .params(UserRange.EVERYBODY.behind(lastUser).from(), key.jobInstance(), key.partition(), key.upTo())
                    .update();
        }
    }

    /** Of all that is held. */
    Tally total(long jobInstance) {
        return jdbc.sql("""
                        SELECT coalesce(sum(granted), 0), coalesce(sum(revoked), 0), coalesce(sum(unchanged), 0)
                        FROM batch.held_slice WHERE job_instance_id = ?
                        """)
                .param(jobInstance)
                .query((row, n) -> new Tally(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    /** Who would lose more than they gain, most first; {@code standing} is what the held users have there, and no more. */
    List<Loss.AtMerchant> losers(long jobInstance) {
        return jdbc.sql("""
                        SELECT m.no, sum(m.standing), sum(m.coming), sum(m.going)
                        FROM batch.held_slice h, unnest(h.merchant_nos, h.standing, h.coming, h.going) AS m(no, standing, coming, going)
                        WHERE job_instance_id = ?
                        GROUP BY m.no HAVING sum(m.going) > sum(m.coming)
                        ORDER BY sum(m.going) - sum(m.coming) DESC, m.no
                        """)
                .param(jobInstance)
                .query((row, n) -> new Loss.AtMerchant(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
    }
}
