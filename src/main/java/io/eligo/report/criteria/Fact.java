package io.eligo.report.criteria;

/** A number that belongs to the report and is not judged, for people. */
public record Fact(String name, String text) {}
