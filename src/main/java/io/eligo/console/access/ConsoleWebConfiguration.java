package io.eligo.console.access;

import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves htmx from its webjar, independent of the version, and refuses parameters of pages that the database cannot store. Spring
 * Boot serves the other files from {@code static/console}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.CONSOLE)
class ConsoleWebConfiguration implements WebMvcConfigurer {
    private static final String HTMX_FILE = "htmx.min.js";
    private static final String HTMX_LOCATION_PATTERN =
            "classpath*:META-INF/resources/webjars/htmx.org/*/dist/" + HTMX_FILE;

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(ConsolePaths.HOME + "/htmx/*")
                .addResourceLocations(htmxFolder())
                .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new StorableParameterInterceptor())
                .addPathPatterns(ConsolePaths.HOME, ConsolePaths.ALL);
    }

    private static String htmxFolder() {
        try {
            Resource[] found = new PathMatchingResourcePatternResolver().getResources(HTMX_LOCATION_PATTERN);
            if (found.length != 1) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT, "%d files match %s, expected one", found.length, HTMX_LOCATION_PATTERN));
            }
            String url = found[0].getURL().toString();
            return url.substring(0, url.length() - HTMX_FILE.length());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + HTMX_LOCATION_PATTERN, e);
        }
    }
}
