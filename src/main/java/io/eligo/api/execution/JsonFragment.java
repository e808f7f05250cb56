package io.eligo.api.execution;

/** A value of the response that is serialized already: the first {@code length} bytes of {@code bytes}. */
record JsonFragment(byte[] bytes, int length) {}
