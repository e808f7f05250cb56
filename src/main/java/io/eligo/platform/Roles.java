package io.eligo.platform;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import org.springframework.web.context.WebApplicationContext;

/** The roles of this process. */
@Component
public class Roles {
    private static final String PROPERTY = "eligo.roles";
    private static final String[] ALL_NAMES =
            Arrays.stream(Role.values()).map(Roles::nameOf).toArray(String[]::new);

    private final Set<Role> roles;

    Roles(ApplicationContext context) {
        this.roles = resolve(context, context.getEnvironment());
    }

    /** Role names as written in {@code eligo.roles}; empty for a process that runs one job and ends. */
    public List<String> names() {
        return roles.stream().map(Roles::nameOf).toList();
    }

    /** Only a server has roles; it is recognised by its web application context. */
    static Set<Role> resolve(ResourceLoader context, Environment environment) {
        return context instanceof WebApplicationContext
                ? configured(Binder.get(environment))
                : EnumSet.noneOf(Role.class);
    }

    /** The roles that this process has if it is a server, before there is an application context. */
    public static Set<Role> configured(Binder settings) {
        var roles = EnumSet.noneOf(Role.class);
        for (String name : settings.bind(PROPERTY, String[].class).orElse(ALL_NAMES)) {
            roles.add(parse(name.strip()));
        }
        return roles;
    }

    private static Role parse(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> nameOf(role).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: '%s' is not a role; accepted: %s",
                        PROPERTY,
                        name,
                        Arrays.stream(ALL_NAMES).collect(Collectors.joining(", ")))));
    }

    /** The role's name as written in {@code eligo.roles}. */
    public static String nameOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
