/** What grows is kept for a time: records of runs, launches, parked events, the audit. Their owners say which and delete them. */
@NullMarked
package io.eligo.jobs.retention;

import org.jspecify.annotations.NullMarked;
