package io.eligo.rules;

/**
 * The reason of a negative decision.
 *
 * @param rule the name of the violated rule
 * @param reason what violates it
 */
public record UnmetRule(String rule, String reason) {}
