package io.eligo.jobs;

import java.util.Locale;

/** Another live process is running the job; the same request can succeed later. */
public final class JobAlreadyRunning extends JobRefused {
    JobAlreadyRunning(String job) {
        super(String.format(Locale.ROOT, "%s is already running; wait for it or stop it", job));
    }
}
