package io.eligo.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The whole application on real servers and a random port, with its own database, which starts empty and migrated. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // Tests refresh the catalogue and process the outbox themselves.
        // Several contexts are cached, and a given server may have PostgreSQL's default of 100 connections.
        properties = {
            "eligo.roles=console,worker",
            // Spring Boot's tests export no metrics by default.
            "management.prometheus.metrics.export.enabled=true",
            // One user sends requests as fast as a test can.
            "eligo.limits.rate.per-second=1000000",
            "eligo.limits.rate.burst=1000000",
            // On a busy machine Redis answers late, and a read that expects a hit would not get one. Tests of a late
            // Redis set the default again.
            "eligo.redis.timeout=PT1S",
            // The database is migrated already. CommandLineProcessTest shows that the application migrates one by
            // itself.
            "spring.liquibase.enabled=false",
            // Quartz keeps the connections of a scheduler by its name, once for the JVM: contexts with one name would
            // use the database of the one that started last.
            "spring.quartz.scheduler-name=test-${random.uuid}",
            "spring.datasource.hikari.minimum-idle=1",
            // On a busy machine a new connection may take long.
            "spring.datasource.hikari.connection-timeout=30000",
            "spring.datasource.hikari.idle-timeout=10000"
        })
@Import({TestServers.class, DevTokens.class, Fixtures.class})
public @interface EligoTest {}
