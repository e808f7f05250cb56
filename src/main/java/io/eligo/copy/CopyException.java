package io.eligo.copy;

import java.sql.SQLException;

/** Carries what PostgreSQL said past a source of rows, which need not know of it, to {@link PostgresCopy}. */
final class CopyException extends RuntimeException {
    private final SQLException reason;

    CopyException(SQLException reason) {
        super(reason);
        this.reason = reason;
    }

    SQLException reason() {
        return reason;
    }
}
