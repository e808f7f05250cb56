package io.eligo.monitoring;

/** A series of a test, and its values in the notation of promtool. */
record TestSeries(String series, String values) {}
