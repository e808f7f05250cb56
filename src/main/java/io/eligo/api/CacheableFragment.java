package io.eligo.api;

/**
 * An object all of whose fields, and theirs, never change, and that is equal to whatever is answered alike: what was written for
 * one request is good for the next. Comparing two must be cheap.
 */
public interface CacheableFragment {}
