package io.eligo.startup.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/**
 * Explains an invalid or unknown setting {@code eligo.*} in one sentence: its name, its value, what is accepted, and where it is
 * set. A setting fails in four ways: a constraint is violated, a name is unknown, a record refuses the combination of its values, or
 * a value has the wrong type. Spring Boot's own analyzers name the Java types and properties instead.
 */
class SettingsFailureAnalyzer implements FailureAnalyzer, Ordered {
    private static final ConfigurationPropertyName OWN_SETTINGS = ConfigurationPropertyName.of("eligo");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        BindException found = find(BindException.class, failure);
        return found == null || !isOwn(found.getName()) ? null : new FailureAnalysis(describe(found), "", failure);
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    private static boolean isOwn(ConfigurationPropertyName name) {
        return name.equals(OWN_SETTINGS) || OWN_SETTINGS.isAncestorOf(name);
    }

    private static String describe(BindException failure) {
        BindValidationException invalid = find(BindValidationException.class, failure);
        if (invalid != null) {
            return describeViolations(
                    invalid.getValidationErrors(),
                    new SettingsRecord(failure.getTarget().getType()));
        }
        UnboundConfigurationPropertiesException unbound = find(UnboundConfigurationPropertiesException.class, failure);
        if (unbound != null) {
            return describeUnknownName(unbound, failure);
        }
        BeanInstantiationException instantiation = find(BeanInstantiationException.class, failure);
        if (instantiation != null && instantiation.getCause() != null) {
            return describeRefusalByRecord(
                    String.valueOf(instantiation.getCause().getMessage()), failure.getName());
        }
        return describeConversion(failure);
    }

    private static String describeViolations(ValidationErrors errors, SettingsRecord record) {
        return errors.getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? describeViolation(field, errors.getName() + record.propertyName(field.getField()), errors)
                        : errors.getName() + ": " + error.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    // An error in a nested record has neither the origin of its property nor, if the component has another name, its
    // value.
    private static String describeViolation(FieldError error, String name, ValidationErrors errors) {
        ConfigurationProperty property = errors.getBoundProperties().stream()
                .filter(bound -> bound.getName().toString().equals(name))
                .findFirst()
                .orElse(null);
        Object value = error.getRejectedValue();
        return sentence(
                name,
                value == null && property != null ? property.getValue() : value,
                String.valueOf(error.getDefaultMessage()),
                property == null ? error : property);
    }

    private static String describeUnknownName(UnboundConfigurationPropertiesException unbound, BindException failure) {
        ConfigurationProperty first = new TreeSet<>(unbound.getUnboundProperties()).first();
        var record = new SettingsRecord(failure.getTarget().getType());
        return String.format(
                Locale.ROOT,
                "%s is not a setting; accepted: %s%s",
                first.getName(),
                String.join(", ", record.acceptedNames(failure.getName(), first.getName())),
                where(first));
    }

    // The message of a record is complete, but for the prefix where the record occurs more than once.
    private static String describeRefusalByRecord(String message, ConfigurationPropertyName prefix) {
        return message.startsWith(OWN_SETTINGS + ".") ? message : prefix + "." + message;
    }

    private static String describeConversion(BindException failure) {
        ConfigurationProperty property = failure.getProperty();
        if (property == null) {
            return String.format(
                    Locale.ROOT,
                    "%s: %s",
                    failure.getName(),
                    NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        }
        return sentence(
                property.getName().toString(),
                property.getValue(),
                describeAccepted(failure.getTarget().getType().resolve(Object.class)),
                property);
    }

    private static String describeAccepted(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant ->
                            String.valueOf(constant).toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", "));
        }
        if (type == Duration.class) {
            return "a duration such as PT10S or 10s";
        }
        if (type == DataSize.class) {
            return "a size such as 64KB";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type == double.class || type == Double.class ? "a number" : "a whole number";
    }

    private static String sentence(String name, @Nullable Object value, String accepted, Object origin) {
        return String.format(
                Locale.ROOT,
                "%s %s; accepted: %s%s",
                name,
                value == null ? "has no valid value" : value instanceof String ? "is '" + value + "'" : "is " + value,
                accepted,
                where(origin));
    }

    private static String where(Object origin) {
        return SettingOrigin.describe(origin)
                .map(place -> String.format(Locale.ROOT, " (set by %s)", place))
                .orElse("");
    }

    private static <E extends Throwable> @Nullable E find(Class<E> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
