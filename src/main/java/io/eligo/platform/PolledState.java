package io.eligo.platform;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * State that a module keeps in the database, and that the nodes which poll the catalogue's log follow. A bean of this type adds
 * its columns to that poll, so that a reader gets the state and the catalogue from one snapshot with one statement.
 *
 * @param <T> the type of the value, by which readers ask for it
 */
public interface PolledState<T> {
    Class<T> type();

    /**
     * The columns as a select list with aliases. The aliases are unique among all states. The expressions have no parameters,
     * wait for no lock, and take well under a millisecond, because the poll runs several times a second.
     */
    String selectList();

    /** Reads the value from the columns of {@link #selectList}, by their aliases. */
    T read(ResultSet row) throws SQLException;
}
