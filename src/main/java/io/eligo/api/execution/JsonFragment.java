package io.eligo.api.execution;

/** A value of the answer that is JSON already: the first {@code length} of these bytes. */
record JsonFragment(byte[] bytes, int length) {}
