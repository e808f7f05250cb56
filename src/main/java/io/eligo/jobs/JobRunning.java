package io.eligo.jobs;

/** Another process, alive, is running the job. */
public class JobRunning extends IllegalStateException {
    JobRunning(String job) {
        super("%s is already running; wait for it or stop it".formatted(job));
    }
}
