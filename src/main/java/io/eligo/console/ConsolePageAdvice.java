package io.eligo.console;

import io.eligo.api.ClientError;
import io.eligo.api.Scopes;
import io.eligo.console.access.ConsolePaths;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/** What the layout shows on each page, and how a refusal is shown. */
@ControllerAdvice(annotations = ConsolePage.class)
class ConsolePageAdvice {
    @ModelAttribute
    void addLayoutAttributes(Model model, HttpServletRequest request, HttpServletResponse response) {
        Authentication caller = currentCaller();
        model.addAttribute("who", caller == null ? null : caller.getName());
        model.addAttribute("mayAct", caller != null && Scopes.has(caller, ConsolePaths.WRITE_SCOPE));
        model.addAttribute("path", ConsolePaths.pathWithinApplication(request));
        // What htmx asks for is a part of a page that has said it, or is another's.
        if (request.getMethod().equals("GET") && request.getHeader("HX-Request") == null) {
            model.addAttribute("notice", FlashMessage.consume(request, response));
        }
    }

    private static @Nullable Authentication currentCaller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller instanceof AnonymousAuthenticationToken ? null : caller;
    }

    /** Of an action: said on the page that it was asked on. Of a page: said in its place. */
    @ExceptionHandler
    ModelAndView handleClientError(ClientError clientError, HttpServletRequest request, HttpServletResponse response) {
        String message = String.valueOf(clientError.getMessage());
        if (request.getMethod().equals("POST")) {
            FlashMessage.error(response, message);
            return new ModelAndView("redirect:" + refererPath(request));
        }
        return errorPage(message, request, response);
    }

    @ExceptionHandler
    ModelAndView handleTypeMismatch(
            MethodArgumentTypeMismatchException e, HttpServletRequest request, HttpServletResponse response) {
        return errorPage(
                String.format(Locale.ROOT, "%s: '%s' is not what belongs there", e.getName(), e.getValue()),
                request,
                response);
    }

    private static ModelAndView errorPage(String message, HttpServletRequest request, HttpServletResponse response) {
        var page = new ModelAndView("console/refused", HttpStatus.BAD_REQUEST);
        page.addObject("heading", "That cannot be asked");
        page.addObject("reason", message);
        Authentication caller = currentCaller();
        page.addObject("who", caller == null ? null : caller.getName());
        page.addObject("path", ConsolePaths.pathWithinApplication(request));
        return page;
    }

    /** Where it was asked, as the browser says: anything may stand there. */
    private static String refererPath(HttpServletRequest request) {
        UriComponents page;
        try {
            page = UriComponentsBuilder.fromUriString(
                            Objects.requireNonNullElse(request.getHeader(HttpHeaders.REFERER), ""))
                    .build();
        } catch (IllegalArgumentException e) {
            return ConsolePaths.HOME;
        }
        String path = Objects.requireNonNullElse(page.getPath(), "");
        String prefix = request.getContextPath();
        String ours = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        String whole = page.getQuery() == null ? ours : ours + "?" + page.getQuery();
        return ConsolePaths.isConsolePath(whole) ? whole : ConsolePaths.HOME;
    }
}
