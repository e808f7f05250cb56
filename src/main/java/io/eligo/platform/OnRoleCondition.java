package io.eligo.platform;

import java.util.Collections;
import java.util.Set;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Evaluated when beans are registered. */
final class OnRoleCondition implements ConfigurationCondition {
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Set<Role> required =
                Set.of(metadata.getAnnotations().get(ConditionalOnRole.class).getEnumArray("value", Role.class));
        return !Collections.disjoint(Roles.resolve(context.getResourceLoader(), context.getEnvironment()), required);
    }
}
