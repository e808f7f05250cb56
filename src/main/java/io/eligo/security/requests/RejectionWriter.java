package io.eligo.security.requests;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes a rejection in the format of the path's other answers. The caller has already set further headers. */
@FunctionalInterface
public interface RejectionWriter {
    void write(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException, ServletException;
}
