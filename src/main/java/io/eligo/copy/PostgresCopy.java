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
 * COPY on the caller's connection, in its transaction if there is one. PostgreSQL's errors are thrown as Spring's {@code
 * DataAccessException}; an exception of a source or reader ends the statement.
 */
@Component
public class PostgresCopy {
    private final JdbcTemplate jdbc;

    PostgresCopy(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Reads the rows of a query in binary format. COPY takes no parameters, so the query contains its values: use only
     * ids and numbers.
     *
     * @param reader called once for each row; must not keep the row
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

    /** @param target a table with its columns in the order of each row's values: {@code merchant (id, category)} */
    public void writeText(String target, Consumer<TextRowWriter> source) {
        copyIn("COPY " + target + " FROM STDIN", in -> {
            var rows = new TextRowWriter(in);
            source.accept(rows);
            rows.flush();
        });
    }

    /** Like {@link #writeText}, with binary values: cheaper, for columns whose types the source knows exactly. */
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
