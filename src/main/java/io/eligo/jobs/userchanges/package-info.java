/** The incremental run behind events of users: those that they name are brought in line, a chunk of them at a time. */
@NullMarked
package io.eligo.jobs.userchanges;

import org.jspecify.annotations.NullMarked;
