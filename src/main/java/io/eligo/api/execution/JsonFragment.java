package io.eligo.api.execution;

/** A value of the response that is serialized already. */
record JsonFragment(BoundedOutput json) {}
