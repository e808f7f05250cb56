package io.eligo.console;

import io.eligo.api.ClientError;
import io.eligo.console.access.ConsolePaths;
import io.eligo.security.Scope;
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

/** Supplies the attributes of the layout to each console page, and renders rejected requests. */
@ControllerAdvice(annotations = ConsolePage.class)
class ConsolePageAdvice {
    @ModelAttribute
    void addLayoutAttributes(Model model, HttpServletRequest request, HttpServletResponse response) {
        Authentication caller = currentCaller();
        model.addAttribute("userName", caller == null ? null : caller.getName());
        model.addAttribute("canAct", caller != null && Scope.OPS_WRITE.isGrantedTo(caller));
        model.addAttribute("path", ConsolePaths.pathWithinApplication(request));
        // The page of an htmx request has shown its message already; a pending message belongs to another page.
        if (request.getMethod().equals("GET") && request.getHeader("HX-Request") == null) {
            model.addAttribute("flashMessage", FlashMessage.consume(request, response));
        }
    }

    private static @Nullable Authentication currentCaller() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller instanceof AnonymousAuthenticationToken ? null : caller;
    }

    /** A rejected action redirects to the page it was sent from, which shows the message. A rejected page is replaced by the error page. */
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
                String.format(Locale.ROOT, "%s: '%s' has the wrong type", e.getName(), e.getValue()),
                request,
                response);
    }

    private static ModelAndView errorPage(String message, HttpServletRequest request, HttpServletResponse response) {
        var page = new ModelAndView("console/rejected", HttpStatus.BAD_REQUEST);
        page.addObject("heading", "Invalid request");
        page.addObject("reason", message);
        Authentication caller = currentCaller();
        page.addObject("userName", caller == null ? null : caller.getName());
        page.addObject("path", ConsolePaths.pathWithinApplication(request));
        return page;
    }

    /** Path of the page that sent the form. The Referer header is untrusted: without a console path in it the overview is used. */
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
