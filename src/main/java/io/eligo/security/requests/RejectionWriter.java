package io.eligo.security.requests;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Writes a refusal in the shape of the path's other answers. Headers beyond its own are set already. */
@FunctionalInterface
public interface RejectionWriter {
    void write(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException, ServletException;
}
