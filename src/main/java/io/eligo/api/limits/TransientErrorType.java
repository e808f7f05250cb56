package io.eligo.api.limits;

import graphql.ErrorClassification;

/** Nobody's mistake, and worth another try: what Spring's own classifications have no word for. */
public enum TransientErrorType implements ErrorClassification {
    TIMEOUT,
    UNAVAILABLE
}
