package io.eligo.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The values of {@link PolledState} beans at one poll. Immutable. */
public final class PolledValues {
    private final Map<Class<?>, Object> values;

    private PolledValues(Map<Class<?>, Object> values) {
        this.values = values;
    }

    /** @param states the states that the statement of {@code row} asked for */
    public static PolledValues read(Collection<PolledState<?>> states, ResultSet row) throws SQLException {
        var values = new HashMap<Class<?>, Object>();
        for (PolledState<?> state : states) {
            values.put(state.type(), state.read(row));
        }
        return new PolledValues(values);
    }

    /** @throws IllegalStateException if the poll did not ask for this state */
    public <T> T get(Class<T> type) {
        Object value = values.get(type);
        if (value == null) {
            throw new IllegalStateException(type.getName() + " was not polled");
        }
        return type.cast(value);
    }
}
