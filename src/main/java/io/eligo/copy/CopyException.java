package io.eligo.copy;

import java.sql.SQLException;

/** Carries PostgreSQL's error through a source of rows, which does not declare it, to {@link PostgresCopy}. */
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
