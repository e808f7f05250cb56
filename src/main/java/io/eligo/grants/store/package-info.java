/**
 * The table {@code user_grants}: its rows, their fingerprints, and the statements that read and write them. A row is read in one of three
 * forms: complete ({@code StoredGrants}), as a hash ({@code RowFingerprint}), or complete with the time of its last write ({@code
 * DatedGrants}). The module's statements are in {@code GrantsTable} and {@code OfferPatch}; the view for SQL clients reads the table
 * too ({@code db-changelog/code/eligibility-view.sql}).
 */
@NullMarked
@NamedInterface("store")
package io.eligo.grants.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
