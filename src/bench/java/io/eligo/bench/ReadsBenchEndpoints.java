package io.eligo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import graphql.TrivialDataFetcher;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The endpoints that {@code ops/bench/reads} compares with pages: same server, same token check, not in the jar. */
@TestConfiguration(proxyBeanMethods = false)
public class ReadsBenchEndpoints {
    private static final byte[] BYTES = "{\"data\":{\"trivial\":\"so\"}}".getBytes(UTF_8);

    @RestController
    static class Plain {
        @GetMapping(path = "/bench/bytes", produces = MediaType.APPLICATION_JSON_VALUE)
        byte[] bytes() {
            return BYTES;
        }
    }

    @Bean
    GraphQlSourceBuilderCustomizer trivialInTheSchema() {
        return schema ->
                schema.schemaResources(new ByteArrayResource("extend type Query { trivial: String! }".getBytes(UTF_8)));
    }

    @Bean
    RuntimeWiringConfigurer trivialField() {
        return wiring ->
                wiring.type("Query", query -> query.dataFetcher("trivial", (TrivialDataFetcher<String>) field -> "so"));
    }

    @Bean
    @Order(0)
    SecurityFilterChain benchPaths(HttpSecurity http) {
        return http.securityMatcher("/bench/**")
                .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
                .oauth2ResourceServer(bearer -> bearer.jwt(Customizer.withDefaults()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }
}
