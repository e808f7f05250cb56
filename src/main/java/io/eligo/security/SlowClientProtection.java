package io.eligo.security;

import io.eligo.security.requests.ProbeThreadReserve;
import io.eligo.security.requests.UnreadBodyValve;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Protects the server's threads from clients that send or read slowly, before a client is authenticated. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(TomcatServerProperties.class)
class SlowClientProtection {
    private static final int RESERVED_FRACTION = 10;

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> unreadBodyValve(TomcatServerProperties tomcat) {
        return server -> server.addEngineValves(new UnreadBodyValve(Math.max(1, reservedThreads(tomcat) / 4)));
    }

    /** Only for platform threads: virtual threads do not run out. */
    @Bean
    @ConditionalOnThreading(Threading.PLATFORM)
    FilterRegistrationBean<ProbeThreadReserve> probeThreadReserve(
            TomcatServerProperties tomcat, WebEndpointProperties endpoints, GraphQlRejectionHandler rejectionHandler) {
        int threads = tomcat.getThreads().getMax();
        var registration = new FilterRegistrationBean<>(new ProbeThreadReserve(
                threads,
                Math.min(threads - 1, reservedThreads(tomcat)),
                matchesPath(endpoints, "/health/liveness", "/livez"),
                matchesPath(endpoints, "/health", "/health/readiness", "/readyz"),
                rejectionHandler));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        return registration;
    }

    private static int reservedThreads(TomcatServerProperties tomcat) {
        return Math.max(3, tomcat.getThreads().getMax() / RESERVED_FRACTION);
    }

    private static Predicate<HttpServletRequest> matchesPath(WebEndpointProperties endpoints, String... paths) {
        String base = endpoints.getBasePath();
        return request -> {
            String path =
                    request.getRequestURI().substring(request.getContextPath().length());
            for (String candidate : paths) {
                // Additional paths end in z and are not below the base path.
                if (path.equals(candidate.endsWith("z") ? candidate : base + candidate)) {
                    return true;
                }
            }
            return false;
        };
    }
}
