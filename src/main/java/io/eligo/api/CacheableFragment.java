package io.eligo.api;

/**
 * Marker of an immutable object whose fields are immutable too. Equal objects have the same response, so the JSON written for
 * one request is reused by the next. {@code equals} must be cheap.
 */
public interface CacheableFragment {}
