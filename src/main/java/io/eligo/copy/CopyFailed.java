package io.eligo.copy;

import java.sql.SQLException;

/** Carries what PostgreSQL said past a source of rows, which need not know of it, to {@link Copy}. */
final class CopyFailed extends RuntimeException {
    private final SQLException reason;

    CopyFailed(SQLException reason) {
        super(reason);
        this.reason = reason;
    }

    SQLException reason() {
        return reason;
    }
}
