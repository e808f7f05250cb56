package io.eligo.startup;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;

/**
 * Explains an invalid or unknown setting {@code eligo.*} in one sentence: its name, its value, what is accepted, and where it is
 * set. Spring Boot's own analyzers name the Java types and properties instead.
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
            return describe(invalid, failure.getTarget().getType());
        }
        UnboundConfigurationPropertiesException unknown = find(UnboundConfigurationPropertiesException.class, failure);
        if (unknown != null) {
            return describe(unknown, failure);
        }
        BeanInstantiationException instantiation = find(BeanInstantiationException.class, failure);
        if (instantiation != null && instantiation.getCause() != null) {
            return describeRefusalByRecord(
                    String.valueOf(instantiation.getCause().getMessage()), failure.getName());
        }
        return describeConversion(failure);
    }

    private static String describe(BindValidationException invalid, ResolvableType record) {
        ValidationErrors errors = invalid.getValidationErrors();
        return errors.getAllErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? describe(errors.getName() + propertyName(record, field.getField()), field, errors)
                        : errors.getName() + ": " + error.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    // An error in a nested record has neither the origin of its property nor, if the component has another name, its
    // value.
    private static String describe(String name, FieldError error, ValidationErrors errors) {
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

    /** The part of the name after the record's prefix, of a path such as {@code fullRebuild.arguments[user].type}. */
    private static String propertyName(ResolvableType record, String path) {
        var name = new StringBuilder();
        ResolvableType level = record;
        for (String element : path.split("\\.")) {
            int key = element.indexOf('[');
            RecordComponent component = component(level, key < 0 ? element : element.substring(0, key));
            name.append('.').append(name(component));
            level = ResolvableType.forType(component.getGenericType());
            if (key >= 0) {
                name.append('.').append(element, key + 1, element.length() - 1);
                level = level.asMap().getGeneric(1);
            }
        }
        return name.toString();
    }

    private static RecordComponent component(ResolvableType record, String name) {
        return Stream.of(record.resolve(Object.class).getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String describe(UnboundConfigurationPropertiesException unknown, BindException failure) {
        ConfigurationProperty first = new TreeSet<>(unknown.getUnboundProperties()).first();
        return String.format(
                Locale.ROOT,
                "%s is not a setting; accepted: %s%s",
                first.getName(),
                String.join(", ", acceptedNames(failure.getTarget().getType(), failure.getName(), first.getName())),
                where(first));
    }

    /** The names that are accepted in place of the first element of {@code unknown} that the record does not have. */
    private static Collection<String> acceptedNames(
            ResolvableType record, ConfigurationPropertyName prefix, ConfigurationPropertyName unknown) {
        ResolvableType level = record;
        for (int i = prefix.getNumberOfElements(); i < unknown.getNumberOfElements(); i++) {
            ResolvableType next = Map.class.isAssignableFrom(level.resolve(Object.class))
                    ? level.asMap().getGeneric(1)
                    : components(level.resolve(Object.class)).get(unknown.getElement(i, Form.DASHED));
            if (next == null) {
                break;
            }
            level = next;
        }
        return components(level.resolve(Object.class)).keySet();
    }

    private static Map<String, ResolvableType> components(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type.getRecordComponents())
                        .collect(Collectors.toMap(
                                SettingsFailureAnalyzer::name,
                                component -> ResolvableType.forType(component.getGenericType()),
                                (a, b) -> a,
                                LinkedHashMap::new))
                : Map.of();
    }

    private static String name(RecordComponent component) {
        // The annotation of a component is one of the constructor's parameter.
        return Stream.of(component.getDeclaringRecord().getDeclaredConstructors())
                .flatMap(constructor -> Stream.of(constructor.getParameters()))
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> parameter.getAnnotation(Name.class))
                .filter(Objects::nonNull)
                .map(Name::value)
                .findFirst()
                .orElseGet(() -> DataObjectPropertyName.toDashedForm(component.getName()));
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
                accepted(failure.getTarget().getType().resolve(Object.class)),
                property);
    }

    private static String accepted(Class<?> type) {
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
