package io.eligo.startup.settings;

import io.eligo.startup.StartupFailure;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses names below {@code eligo.} that are no settings. Spring Boot ignores them, so that a typing error would leave the
 * default in force unnoticed.
 */
final class UnknownSettings {
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("eligo");

    /** Kubernetes sets such variables in every container, for services that are called {@code eligo} or {@code eligo-…}. */
    private static final Pattern KUBERNETES_SERVICE = Pattern.compile(
            "eligo(\\.[a-z0-9]+)*?\\.(service\\.(host|port\\b.*)|port(\\[\\d+]\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)?)");

    /** @throws StartupFailure naming the unknown setting, where it is set, and the setting with the most similar name */
    static void refuse(Environment environment) {
        KnownSettings known = KnownSettings.load();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                boolean isEnvironment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
                names.stream()
                        .filter(PREFIX::isAncestorOf)
                        .filter(name -> !known.contains(name))
                        .filter(name -> !isEnvironment || !known.containsVariable(name) && !isKubernetesService(name))
                        .filter(name -> !isEmptySection(name, source, known))
                        .findFirst()
                        .ifPresent(name -> {
                            throw refusal(name, source.getConfigurationProperty(name), known);
                        });
            }
        }
    }

    private static boolean isKubernetesService(ConfigurationPropertyName variable) {
        return KUBERNETES_SERVICE.matcher(variable.toString()).matches();
    }

    /** Whether it is a key of a YAML file without anything below it. */
    private static boolean isEmptySection(
            ConfigurationPropertyName name, ConfigurationPropertySource source, KnownSettings known) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        return property != null && "".equals(property.getValue()) && known.containsSection(name);
    }

    private static StartupFailure refusal(
            ConfigurationPropertyName name, @Nullable ConfigurationProperty property, KnownSettings known) {
        return new StartupFailure(
                String.format(Locale.ROOT, "%s is not a setting; the nearest name is %s.", name, known.nearest(name)),
                SettingOrigin.describe(property)
                        .map(origin -> String.format(Locale.ROOT, "Correct %s.", origin))
                        .orElse("Correct it."));
    }

    private UnknownSettings() {}
}
