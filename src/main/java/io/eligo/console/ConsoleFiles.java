package io.eligo.console;

import io.eligo.roles.ConditionalOnRole;
import io.eligo.roles.Role;
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

/** htmx from its webjar, whichever version that is; what else lies in {@code static/console} is served by Spring Boot. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.CONSOLE)
class ConsoleFiles implements WebMvcConfigurer {
    private static final String FILE = "htmx.min.js";
    private static final String WHEREVER = "classpath*:META-INF/resources/webjars/htmx.org/*/dist/" + FILE;

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(ConsolePaths.HOME + "/htmx/*")
                .addResourceLocations(folder())
                .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new StorableParameters()).addPathPatterns(ConsolePaths.HOME, ConsolePaths.EVERYTHING);
    }

    private static String folder() {
        try {
            Resource[] found = new PathMatchingResourcePatternResolver().getResources(WHEREVER);
            if (found.length != 1) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%d files are %s", found.length, WHEREVER));
            }
            String url = found[0].getURL().toString();
            return url.substring(0, url.length() - FILE.length());
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + WHEREVER, e);
        }
    }
}
