package io.eligo.startup.settings;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/** Where a setting is set, for the error that refuses it. */
final class SettingOrigin {
    /** Such as {@code class path resource [application.yml] - 3:12}; empty if unknown. */
    static Optional<String> describe(@Nullable Object setting) {
        return Optional.ofNullable(Origin.from(setting)).map(Origin::toString);
    }

    private SettingOrigin() {}
}
