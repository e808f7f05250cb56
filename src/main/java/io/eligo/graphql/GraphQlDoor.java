package io.eligo.graphql;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webmvc.GraphQlHttpHandler;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /graphql}: a body that is no GraphQL request is answered in the shape of every other error. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class GraphQlDoor extends GraphQlHttpHandler {
    private static final Map<String, Object> NO_REQUEST = Map.of(
            "errors",
            List.of(Map.of(
                    "message",
                    "the body must be a JSON object with the document as string \"query\"",
                    "extensions",
                    Map.of("classification", ErrorType.BAD_REQUEST.name()))));

    GraphQlDoor(WebGraphQlHandler handler, JsonMapper json) {
        super(handler, new RequestConverter(json));
    }

    @Override
    public ServerResponse handleRequest(ServerRequest request) throws ServletException {
        try {
            return super.handleRequest(request);
        } catch (ServerWebInputException | HttpMessageConversionException e) {
            return ServerResponse.badRequest()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(NO_REQUEST);
        }
    }

    /** JSON's {@code null} is no request either; the handler would not notice. */
    private static final class RequestConverter extends JacksonJsonHttpMessageConverter {
        RequestConverter(JsonMapper json) {
            super(json);
        }

        @Override
        protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
            Object body = super.readInternal(type, message);
            if (body == null) {
                throw new HttpMessageNotReadableException("null", message);
            }
            return body;
        }
    }
}
