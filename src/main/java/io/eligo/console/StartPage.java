package io.eligo.console;

import io.eligo.console.access.ConsolePaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The page at {@code /}: links to the console and the endpoints, and a query to try. It needs no token and is the same for every
 * caller, so it shows neither data nor settings. It reads nothing from the database.
 */
@ConsolePage
@EnableConfigurationProperties(ConsoleSettings.class)
class StartPage {
    /** A user of the data that {@code demo-data} generates by default. */
    static final String DEMO_USER = "000487df-5573-4cbd-8b9b-94b5372da50b";

    static final String QUERY = "{ offers(first: 1) { edges { node { name offerType merchant { name } } } } }";

    private static final String ANSWER = """
            {"data":{"offers":{"edges":[{"node":{"name":"Kisumu Bridge Bread House Club","offerType":"LOYALTY",
              "merchant":{"name":"Kisumu Bridge Bread House"}}}]}},
             "extensions":{"freshness":{"asOf":"2026-11-30T06:00:00.489398Z","source":"cache","pending":0}}}""";

    private static final Duration CACHE_TIME = Duration.ofMinutes(5);

    private final Environment environment;
    private final ConsoleSettings settings;
    private final ObjectProvider<SignInHint> hint;
    private final @Nullable String managementPath;

    StartPage(
            Environment environment,
            WebEndpointProperties endpoints,
            ConsoleSettings settings,
            ObjectProvider<SignInHint> hint) {
        this.hint = hint;
        this.environment = environment;
        this.settings = settings;
        // Endpoints on a port of their own are for the operators' network only.
        this.managementPath =
                ManagementPortType.get(environment) == ManagementPortType.SAME ? endpoints.getBasePath() : null;
    }

    @GetMapping(ConsolePaths.START)
    String start(HttpServletRequest request, HttpServletResponse response, Model model) {
        // Not from the request: its Host header is untrusted, and caches store this page.
        String server = String.format(
                Locale.ROOT,
                "http://localhost:%s%s",
                environment.getProperty("local.server.port", "8080"),
                request.getServletContext().getContextPath());
        String tokenCommand = settings.tokenCommand(DEMO_USER, "");
        model.addAttribute("hint", hint.getIfAvailable());
        model.addAttribute(
                "introspection",
                environment.getProperty("spring.graphql.schema.introspection.enabled", Boolean.class, false));
        model.addAttribute("demo", tokenCommand != null);
        model.addAttribute("managementPath", managementPath);
        model.addAttribute("command", command(server, tokenCommand));
        model.addAttribute("answer", ANSWER);
        response.setHeader(
                HttpHeaders.CACHE_CONTROL,
                CacheControl.maxAge(CACHE_TIME).cachePublic().getHeaderValue());
        return "console/start";
    }

    private static String command(String server, @Nullable String tokenCommand) {
        return String.format(Locale.ROOT, """
                TOKEN=%s
                curl -s %s/graphql -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                  -d '{"query": "%s"}'""", tokenCommand == null ? "..." : "$(" + tokenCommand + ")", server, QUERY);
    }
}
