package io.eligo.rules;

import io.eligo.rules.vocabulary.CustomerType;
import java.util.List;

/**
 * One of the conditions that an offer must meet to be shown.
 *
 * @param rule the rule's name, as in a {@link UnmetRule}
 * @param description what the condition requires, as a sentence
 * @param reasons why it is not met; empty if it is met
 * @param remedy what would meet it
 */
public record ConditionResult(String rule, String description, List<String> reasons, String remedy) {
    public ConditionResult {
        reasons = List.copyOf(reasons);
    }

    public boolean met() {
        return reasons.isEmpty();
    }

    static ConditionResult ofGranted(Offer offer, CustomerType type) {
        List<String> against =
                offer.granted(type).violations().stream().map(UnmetRule::reason).toList();
        return switch (offer.type()) {
            case CASHBACK, EXCLUSIVE ->
                new ConditionResult(
                        "AUDIENCE",
                        "Its audience contains the user's customer type",
                        against,
                        "another customer type of the user at its merchant, or another audience of the offer");
            case LOYALTY ->
                new ConditionResult(
                        "TIER_REACHED",
                        "The user reaches one of its live tiers",
                        against,
                        "a higher customer type of the user at its merchant, or a live tier that asks for less");
        };
    }
}
