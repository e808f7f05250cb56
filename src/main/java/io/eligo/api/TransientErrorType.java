package io.eligo.api;

import graphql.ErrorClassification;

/** Classifications of transient errors, which a retry may solve. Spring has no classification for these. */
public enum TransientErrorType implements ErrorClassification {
    TIMEOUT,
    UNAVAILABLE
}
