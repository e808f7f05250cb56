package io.eligo.roles;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.web.context.WebApplicationContext;

/** Decided when beans are registered: a server is told by its kind of context. */
final class OnRole implements ConfigurationCondition {
    private static final String PROPERTY = "eligo.roles";
    private static final String[] ALL =
            Arrays.stream(Role.values()).map(OnRole::word).toArray(String[]::new);

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Set<Role> roles =
                Set.of(metadata.getAnnotations().get(ConditionalOnRole.class).getEnumArray("value", Role.class));
        return context.getResourceLoader() instanceof WebApplicationContext && hasAny(context.getEnvironment(), roles);
    }

    private static boolean hasAny(Environment environment, Set<Role> wanted) {
        String[] roles = Binder.get(environment).bind(PROPERTY, String[].class).orElse(ALL);
        boolean has = false;
        for (String word : roles) {
            has |= wanted.contains(parse(word.strip()));
        }
        return has;
    }

    private static Role parse(String word) {
        return Arrays.stream(Role.values())
                .filter(role -> word(role).equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s: '%s' is no role; accepted: %s"
                        .formatted(PROPERTY, word, Arrays.stream(ALL).collect(Collectors.joining(", ")))));
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
