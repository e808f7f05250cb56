package io.eligo.copy;

import java.sql.SQLException;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * COPY on the caller's connection, in its transaction where there is one. What PostgreSQL refuses is thrown as Spring's
 * {@code DataAccessException}, and whatever a source or reader throws ends the statement.
 */
@Component
public class PostgresCopy {
    private final JdbcTemplate jdbc;

    PostgresCopy(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The rows of a query, in binary. COPY takes no parameters: the query has its values in it, so let them be ids and numbers.
     *
     * @param reader is given each row once; the row is not to be kept
     */
    public void readRows(String query, Consumer<BinaryRowReader> reader) {
        execute(copying -> {
            CopyOut out = copying.copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
            try {
                BinaryRowReader.forEachRow(out, reader);
            } finally {
                if (out.isActive()) {
                    out.cancelCopy();
                }
            }
        });
    }

    /** @param target a table with the columns that each row has, in its order: {@code merchant (id, category)} */
    public void writeText(String target, Consumer<TextRowWriter> source) {
        copyIn("COPY " + target + " FROM STDIN", in -> {
            var rows = new TextRowWriter(in);
            source.accept(rows);
            rows.flush();
        });
    }

    /** As {@link #writeText}, with rows of binary values: cheaper, for columns whose types the source knows exactly. */
    public void writeBinary(String target, Consumer<BinaryRowWriter> source) {
        copyIn("COPY " + target + " FROM STDIN (FORMAT binary)", in -> {
            var rows = new BinaryRowWriter(in);
            source.accept(rows);
            rows.finish();
        });
    }

    private void copyIn(String statement, CopyAction<CopyIn> source) {
        execute(copying -> {
            CopyIn in = copying.copyIn(statement);
            try {
                source.run(in);
                in.endCopy();
            } finally {
                if (in.isActive()) {
                    in.cancelCopy();
                }
            }
        });
    }

    private interface CopyAction<T> {
        void run(T copy) throws SQLException;
    }

    private void execute(CopyAction<CopyManager> work) {
        jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            try {
                work.run(connection.unwrap(PGConnection.class).getCopyAPI());
            } catch (CopyException e) {
                throw e.reason();
            }
            return true;
        });
    }
}
