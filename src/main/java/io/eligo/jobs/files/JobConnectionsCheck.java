package io.eligo.jobs.files;

import io.eligo.platform.Role;
import io.eligo.platform.Roles;
import io.eligo.platform.connections.PoolSizes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Checks that the pool of a process that runs jobs has a connection for each thread of a job and one for its main step. With fewer
 * they wait for each other until the wait is considered an outage of PostgreSQL, and the job fails.
 */
public class JobConnectionsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Environment environment = event.getEnvironment();
        // Other processes run no job, or check it when they know which command they run.
        if (event.getSpringApplication().getWebApplicationType() == WebApplicationType.SERVLET
                && runsJobs(Roles.configured(Binder.get(environment)))) {
            check(environment, JobNames.ALL);
        }
    }

    private static boolean runsJobs(Set<Role> roles) {
        // The scheduler runs the jobs of the outbox.
        return roles.contains(Role.WORKER) || roles.contains(Role.SCHEDULER);
    }

    /**
     * @param jobs those that the process may run
     * @throws BadJobFile naming the job, its threads and the size of the pool
     */
    public static void check(Environment environment, List<String> jobs) {
        int poolSize = environment.getProperty(PoolSizes.MAIN_POOL_PROPERTY, Integer.class, Integer.MAX_VALUE);
        JobFiles files = JobFiles.bind(environment);
        for (String job : jobs) {
            JobFile file = files.get(job);
            int threads = Math.min(file.effectiveThreads(), file.partitions());
            if (threads >= poolSize) {
                throw new BadJobFile(String.format(
                        Locale.ROOT,
                        "%s.%s.threads is %s; accepted: less than %s, which is %d: %d partitions run at once, each takes a connection, and the main step one more",
                        JobFiles.PREFIX,
                        job,
                        file.threads() == 0 ? "0, one per processor" : file.threads(),
                        PoolSizes.MAIN_POOL_PROPERTY,
                        poolSize,
                        threads));
            }
        }
    }
}
