package io.eligo.console;

import io.eligo.console.access.ConsolePaths;
import io.eligo.console.access.ConsoleRejectionHandler;
import io.eligo.console.access.TokenCookie;
import io.eligo.security.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Sign-in and sign-out, and the page of rejected requests. */
@ConsolePage
class SignInPage {
    private static final Logger log = LoggerFactory.getLogger(SignInPage.class);

    private static final String VIEW = "console/sign-in";
    private static final String DEMO_OPERATOR = new UUID(0, 1).toString();
    private static final String OPERATOR_SCOPES = Stream.of(Scope.OPS_READ, Scope.OPS_WRITE, Scope.OFFERS_ANY)
            .map(Scope::word)
            .collect(Collectors.joining(" "));

    // Resolved late: without a decoder the server does not start, and the chain of the API reports the reason.
    private final ObjectProvider<JwtDecoder> jwtDecoder;
    private final ObjectProvider<SignInHint> hint;
    private final ConsoleSettings settings;

    SignInPage(ObjectProvider<JwtDecoder> jwtDecoder, ObjectProvider<SignInHint> hint, ConsoleSettings settings) {
        this.jwtDecoder = jwtDecoder;
        this.hint = hint;
        this.settings = settings;
    }

    @GetMapping(ConsolePaths.SIGN_IN)
    String form(@RequestParam(defaultValue = ConsolePaths.HOME) String next, Model model) {
        return form(next, null, model);
    }

    private String form(String next, @Nullable String error, Model model) {
        model.addAttribute("next", ConsolePaths.isConsolePath(next) ? next : ConsolePaths.HOME);
        model.addAttribute("error", error);
        model.addAttribute("hint", hint.getIfAvailable());
        model.addAttribute("tokenCommand", settings.tokenCommand(DEMO_OPERATOR, OPERATOR_SCOPES));
        return VIEW;
    }

    @PostMapping(ConsolePaths.SIGN_IN)
    String signIn(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = ConsolePaths.HOME) String next,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        // A token copied from a terminal may contain line breaks.
        String bare = token.replaceAll("\\s", "");
        String error = storeToken(bare, request, response);
        if (error != null) {
            return form(next, error, model);
        }
        return "redirect:" + (ConsolePaths.isConsolePath(next) ? next : ConsolePaths.HOME);
    }

    private @Nullable String storeToken(String token, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        if (token.isEmpty()) {
            return "Paste a token first.";
        }
        if (token.length() > TokenCookie.MAX_TOKEN_LENGTH) {
            return String.format(
                    Locale.ROOT,
                    "This token has %d characters; a browser stores at most %d. Request a token with fewer claims.",
                    token.length(),
                    TokenCookie.MAX_TOKEN_LENGTH);
        }
        try {
            TokenCookie.store(jwtDecoder.getObject().decode(token), request, response);
            response.setStatus(HttpStatus.OK.value());
            return null;
        } catch (BadJwtException e) {
            return String.format(Locale.ROOT, "This token is not accepted: %s", e.getMessage());
        } catch (JwtException e) {
            log.debug("Token not verified at sign-in, answering 503", e);
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
            return "Tokens cannot be verified at present. Try again later.";
        }
    }

    @PostMapping(ConsolePaths.HOME + "/sign-out")
    String signOut(HttpServletRequest request, HttpServletResponse response) {
        TokenCookie.clear(request, response);
        return "redirect:" + ConsolePaths.SIGN_IN;
    }

    /** Target of the forwards of {@link ConsoleRejectionHandler}; a direct request redirects to the overview. */
    @RequestMapping(ConsolePaths.REJECTED)
    String errorPage(HttpServletRequest request, Model model) {
        Object reason = request.getAttribute(ConsoleRejectionHandler.REASON);
        if (reason == null) {
            return "redirect:" + ConsolePaths.HOME;
        }
        model.addAttribute("heading", request.getAttribute(ConsoleRejectionHandler.HEADING));
        model.addAttribute("reason", reason);
        return "console/rejected";
    }
}
