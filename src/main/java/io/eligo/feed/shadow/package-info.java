/**
 * Compares the answers of both paths to the same read in the background, and tells wrong answers from answers that lag. The
 * comparison is exact: a difference counts as lag only where the database names a change of that offer or of that user's
 * grants that the reader cannot have seen. {@code docs/architecture/shadow.md} has the decision tables, with an example for each
 * fault.
 *
 * <p>Who calls whom: {@code ShadowComparisons} has the queue and records cases; {@code ShadowComparer} compares one read, repeats it if
 * needed, and decides the outcome; {@code ReadAnalyzer} answers it by both paths in one snapshot; {@code EvidenceCollector} reads what
 * that snapshot says of the offers that differ; {@code Diagnoser} decides from it, without the database.
 */
@NullMarked
package io.eligo.feed.shadow;

import org.jspecify.annotations.NullMarked;
