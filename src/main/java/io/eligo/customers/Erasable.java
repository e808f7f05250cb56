package io.eligo.customers;

import java.util.UUID;

/** Rows beside relations and grants that may mention a user by id, such as records of runs. The owner of the table implements it. */
public interface Erasable {
    /** What stands in place of an erased id where it need not be recognised again. */
    String ERASED = "erased";

    /**
     * Takes the id out of all rows, in the caller's transaction; erasing twice changes nothing more.
     *
     * @param user the id, in whatever case it was written
     * @param pseudonym what stands for the id in records that have to be kept; the same for one user each time
     * @return how many rows mentioned the user
     */
    int erase(UUID user, String pseudonym);
}
