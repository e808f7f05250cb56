package io.eligo.training;

import io.eligo.jobs.cli.Command;
import io.eligo.jobs.files.BadArguments;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * {@code train}: creates the beans of a node as far as that is possible without PostgreSQL, Redis and a token issuer, and ends. No bean
 * is started: nothing listens, and no thread of Eligo works.
 */
public final class TrainingCommand implements Command {
    private static final Logger log = LoggerFactory.getLogger(TrainingCommand.class);
    private static final String TARGET_OF_SCOPE = "scopedTarget.";

    // Port 1 refuses connections at once. Command line arguments, since they override files and environment variables.
    private static final List<String> NO_SERVERS = List.of(
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/training",
            "--spring.datasource.username=training",
            "--spring.datasource.hikari.initialization-fail-timeout=-1",
            "--spring.datasource.hikari.connection-timeout=250",
            "--spring.data.redis.url=redis://127.0.0.1:1",
            "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/",
            "--spring.liquibase.enabled=false",
            "--spring.main.log-startup-info=false",
            "--logging.level.root=error");

    private final Class<?> application;

    public TrainingCommand(Class<?> application) {
        this.application = application;
    }

    @Override
    public List<String> words() {
        return List.of("train");
    }

    @Override
    public String usage() {
        return "train";
    }

    @Override
    public String description() {
        return "loads the classes of a start, without any server, while the JVM records an archive of them: ops/image/archive";
    }

    @Override
    public int run(List<String> arguments, String... settings) {
        if (!arguments.isEmpty()) {
            throw new BadArguments(String.format(Locale.ROOT, "'%s' is not expected", arguments.get(0)));
        }
        SpringApplication spring = new SpringApplicationBuilder(application)
                .initializers(context -> context.addBeanFactoryPostProcessor(new WithoutServers()))
                .build();
        try {
            SpringApplication.withHook(
                    starting -> new BeanCreation(), () -> spring.run(NO_SERVERS.toArray(String[]::new)));
            throw new IllegalStateException("training was not ended");
        } catch (AbandonedRunException e) {
            log.debug("Training ended as intended, after the beans", e);
            return DONE;
        }
    }

    /** Creates no bean before {@link BeanCreation} asks for it, and starts none. */
    private static final class WithoutServers implements BeanFactoryPostProcessor {
        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            for (String name : beans.getBeanDefinitionNames()) {
                beans.getBeanDefinition(name).setLazyInit(true);
            }
            var registry = (BeanDefinitionRegistry) beans;
            // It would end the run, as there is no database.
            registry.removeBeanDefinition("databaseStartupCheck");
            registry.removeBeanDefinition("lifecycleProcessor");
            registry.registerBeanDefinition("lifecycleProcessor", new RootBeanDefinition(NothingStarts.class));
        }
    }

    static final class NothingStarts extends DefaultLifecycleProcessor {
        @Override
        public void onRefresh() {
            // The beans are to be created only.
        }
    }

    private static final class BeanCreation implements SpringApplicationRunListener {
        @Override
        public void started(ConfigurableApplicationContext context, @Nullable Duration taken) {
            int created = 0;
            int failed = 0;
            for (String name : context.getBeanDefinitionNames()) {
                if (!name.startsWith(TARGET_OF_SCOPE)) {
                    try {
                        context.getBean(name);
                        created++;
                    } catch (BeansException e) {
                        log.debug("Bean {} not created without servers", name, e);
                        failed++;
                    }
                }
            }
            System.out.printf(Locale.ROOT, "Training: %d beans created, %d not without servers%n", created, failed);
            throw new AbandonedRunException(context);
        }
    }
}
