package io.eligo.catalog.log;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log as jobs and checks follow it. The readers' catalogue has one of its own, on other connections, that polls more. */
@Configuration(proxyBeanMethods = false)
class CatalogLogConfiguration {
    @Bean
    CatalogChangeLog catalogChangeLog(JdbcClient jdbc) {
        return new CatalogChangeLog(jdbc, List.of());
    }
}
