package io.eligo.api.limits;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code eligo.limits.*}: limits of one request. Everything in a document is counted with its fragments expanded.
 *
 * @param body bytes, before they are parsed as JSON
 * @param characters of a document
 * @param tokens of a document, before it is parsed
 * @param depth of nested fields; introspection is not counted
 * @param fields that are written
 * @param aliases fields with an alias
 * @param aliasLength characters of an alias, which every element of a list repeats
 * @param rootFields fields of {@code Query} or {@code Mutation}
 * @param directives that are written
 * @param cost fields that are resolved, multiplied by {@code first} or {@code last}; {@code @cost} in the schema marks fields
 *     that count for more, such as {@code totalCount}
 * @param answer bytes of JSON, before compression
 * @param answerFields fields that are resolved, however long lists without {@code first} or {@code last} are; fields of
 *     operators and of mutations are more work and count five times
 * @param time from the request to its response
 */
@ConfigurationProperties("eligo.limits")
public record LimitSettings(
        @DefaultValue("64KB") DataSize body,
        @DefaultValue("10000") int characters,
        @DefaultValue("2000") int tokens,
        @DefaultValue("10") int depth,
        @DefaultValue("500") int fields,
        @DefaultValue("30") int aliases,
        @DefaultValue("100") int aliasLength,
        @DefaultValue("10") int rootFields,
        @DefaultValue("30") int directives,
        @DefaultValue("5000") int cost,
        @DefaultValue("10MB") DataSize answer,
        @DefaultValue("250000") int answerFields,
        @DefaultValue("PT10S") Duration time) {
    public LimitSettings {
        if (body.toBytes() < 1 || body.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.limits.body is %s; accepted: 1B to 1GB", body));
        }
        if (answer.toBytes() < 1_000 || answer.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.limits.answer is %s; accepted: 1000B to 1GB", answer));
        }
        Map.of(
                        "characters", characters,
                        "tokens", tokens,
                        "depth", depth,
                        "fields", fields,
                        "aliases", aliases,
                        "alias-length", aliasLength,
                        "root-fields", rootFields,
                        "directives", directives,
                        "cost", cost,
                        "answer-fields", answerFields)
                .forEach((name, limit) -> {
                    if (limit < 0) {
                        throw new IllegalArgumentException(String.format(
                                Locale.ROOT, "eligo.limits.%s is %d, but must not be negative", name, limit));
                    }
                });
        if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "eligo.limits.time is %s; accepted: more than PT0S, at most PT1H", time));
        }
    }
}
