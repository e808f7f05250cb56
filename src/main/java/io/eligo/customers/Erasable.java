package io.eligo.customers;

import java.util.UUID;

/**
 * Rows other than relations and grants that may contain a user's id, such as records of runs. The module that owns
 * the table implements it.
 */
public interface Erasable {
    /** Replaces an erased id where the user need not be recognised again. */
    String ERASED = "erased";

    /**
     * Removes the id from all rows, in the caller's transaction. Idempotent.
     *
     * @param user the id, in upper or lower case
     * @param pseudonym replaces the id in records that must be kept; the same for one user each time
     * @return the number of rows that contained the id
     */
    int erase(UUID user, String pseudonym);
}
