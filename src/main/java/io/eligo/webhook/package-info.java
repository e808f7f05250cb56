/**
 * Posts a JSON to one URL when an execution has failed, when the loss guard has halted one, and when an event was parked. The
 * module owns the table {@code webhook_notification}. It finds these facts in the records of their owners, so no job waits
 * for it.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"jobs", "jobs :: control", "outbox", "outbox :: inspect", "platform"})
package io.eligo.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
