package io.eligo.rules;

/** Why not: the rule that refused, by name, and what it saw. */
public record RuleViolation(String rule, String reason) {}
