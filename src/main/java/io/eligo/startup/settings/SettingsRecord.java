package io.eligo.startup.settings;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The names of the settings that a record binds. A component is a setting, a record of settings, or a map of them by a key.
 *
 * @param type of the record, or of a component
 */
record SettingsRecord(ResolvableType type) {
    /** The name, after the prefix of this record, of a Java path such as {@code fullRebuild.arguments[user].type}. */
    String propertyName(String path) {
        var name = new StringBuilder();
        ResolvableType level = type;
        for (String element : path.split("\\.")) {
            int key = element.indexOf('[');
            RecordComponent component = component(level, key < 0 ? element : element.substring(0, key));
            name.append('.').append(settingName(component));
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

    /** The names that are accepted in place of the first element of {@code unknown} after {@code prefix} that the record does not have. */
    Collection<String> acceptedNames(ConfigurationPropertyName prefix, ConfigurationPropertyName unknown) {
        SettingsRecord level = this;
        for (int i = prefix.getNumberOfElements(); i < unknown.getNumberOfElements(); i++) {
            SettingsRecord next = level.below(unknown.getElement(i, Form.DASHED));
            if (next == null) {
                break;
            }
            level = next;
        }
        return level.components().keySet();
    }

    private @Nullable SettingsRecord below(String name) {
        return Map.class.isAssignableFrom(type.resolve(Object.class))
                ? new SettingsRecord(type.asMap().getGeneric(1))
                : components().get(name);
    }

    private Map<String, SettingsRecord> components() {
        Class<?> record = type.resolve(Object.class);
        return record.isRecord()
                ? Stream.of(record.getRecordComponents())
                        .collect(Collectors.toMap(
                                SettingsRecord::settingName,
                                component -> new SettingsRecord(ResolvableType.forType(component.getGenericType())),
                                (a, b) -> a,
                                LinkedHashMap::new))
                : Map.of();
    }

    private static String settingName(RecordComponent component) {
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
}
