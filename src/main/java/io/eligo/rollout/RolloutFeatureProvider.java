package io.eligo.rollout;

import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FlagNotFoundError;
import dev.openfeature.sdk.exceptions.TargetingKeyMissingError;
import dev.openfeature.sdk.exceptions.TypeMismatchError;
import java.util.UUID;
import java.util.function.Supplier;

/** OpenFeature's {@code FeatureProvider} of the one flag of this product, from memory. The targeting key is the user's id. */
final class RolloutFeatureProvider implements FeatureProvider {
    static final String FLAG = "optimized-offers-resolver";

    private final Supplier<Rollout> rollout;

    RolloutFeatureProvider(Supplier<Rollout> rollout) {
        this.rollout = rollout;
    }

    @Override
    public Metadata getMetadata() {
        return () -> "eligo-rollout";
    }

    @Override
    public ProviderEvaluation<Boolean> getBooleanEvaluation(String key, Boolean other, EvaluationContext context) {
        requireKnown(key);
        if (context.getTargetingKey() == null) {
            throw new TargetingKeyMissingError("the targeting key of " + FLAG + " is the user's id");
        }
        Rollout state = rollout.get();
        boolean included = state.includes(UUID.fromString(context.getTargetingKey()));
        return ProviderEvaluation.<Boolean>builder()
                .value(included)
                .variant(included ? "on" : "off")
                .reason((state.enabled() ? Reason.SPLIT : Reason.DISABLED).name())
                .build();
    }

    @Override
    public ProviderEvaluation<String> getStringEvaluation(String key, String other, EvaluationContext context) {
        throw typeMismatch(key);
    }

    @Override
    public ProviderEvaluation<Integer> getIntegerEvaluation(String key, Integer other, EvaluationContext context) {
        throw typeMismatch(key);
    }

    @Override
    public ProviderEvaluation<Double> getDoubleEvaluation(String key, Double other, EvaluationContext context) {
        throw typeMismatch(key);
    }

    @Override
    public ProviderEvaluation<Value> getObjectEvaluation(String key, Value other, EvaluationContext context) {
        throw typeMismatch(key);
    }

    private static TypeMismatchError typeMismatch(String key) {
        requireKnown(key);
        return new TypeMismatchError(FLAG + " is a boolean flag");
    }

    private static void requireKnown(String key) {
        if (!key.equals(FLAG)) {
            throw new FlagNotFoundError("the only flag is " + FLAG + ", not " + key);
        }
    }
}
