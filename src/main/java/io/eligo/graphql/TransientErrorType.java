package io.eligo.graphql;

import graphql.ErrorClassification;

/** Nobody's mistake, and worth another try: what Spring's own classifications have no word for. */
enum TransientErrorType implements ErrorClassification {
    TIMEOUT,
    UNAVAILABLE
}
