package io.eligo.grants;

import java.util.List;
import java.util.UUID;

/**
 * Users who follow each other in a range.
 *
 * @param lastUser the last of them; the range goes on behind
 * @param users how many they are
 * @param right the grants of those whose rows are as they should be
 * @param inDoubt the others, to be reconciled; at most {@link Grants#MOST_USERS_AT_ONCE}
 * @param wrong what seems to be wrong with their rows
 */
public record Slice(UUID lastUser, int users, Tally right, List<Compared> inDoubt, Tally wrong) {}
