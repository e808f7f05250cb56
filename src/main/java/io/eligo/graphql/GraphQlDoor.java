package io.eligo.graphql;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.MediaTypes;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.IdGenerator;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@code POST /graphql}. A body that is no GraphQL request is answered in the shape of every other error. Everything happens on
 * the request's own thread.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class GraphQlDoor {
    private static final String PATH = "/graphql";
    private static final URI URI_OF_IT = URI.create(PATH);

    private final WebGraphQlHandler handler;
    private final Bodies bodies;
    private final StoredDocuments documents;
    private final Answers answers;
    private final Duration time;
    private final IdGenerator ids = new AlternativeJdkIdGenerator();

    GraphQlDoor(
            WebGraphQlHandler handler,
            Bodies bodies,
            StoredDocuments documents,
            Answers answers,
            LimitSettings limits) {
        this.handler = handler;
        this.bodies = bodies;
        this.documents = documents;
        this.answers = answers;
        this.time = limits.time();
    }

    /** Before Spring Boot's own route, which has others beside it for what a body and its answer might be. */
    @Configuration(proxyBeanMethods = false)
    static class Route {
        @Bean
        @Order(-1)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        RouterFunction<ServerResponse> everyRequest(GraphQlDoor door) {
            return RouterFunctions.route()
                    .POST(PATH, door::answer)
                    .route(RequestPredicates.path(PATH), door::otherMethod)
                    .build();
        }
    }

    private ServerResponse otherMethod(ServerRequest request) {
        var headers = new HttpHeaders();
        headers.setAllow(Set.of(HttpMethod.POST));
        return answer(Turned.otherMethod(), headers);
    }

    private ServerResponse answer(ServerRequest request) {
        Deadline.begin(time);
        try {
            WebGraphQlResponse response =
                    Objects.requireNonNull(handler.handleRequest(read(request)).block());
            MediaType type = type(request.headers());
            boolean badRequest = type.equals(MediaTypes.APPLICATION_GRAPHQL_RESPONSE)
                    && !response.getExecutionResult().isDataPresent();
            return answer(
                    badRequest ? HttpStatus.BAD_REQUEST : HttpStatus.OK,
                    type,
                    response.getResponseHeaders(),
                    answers.written(response.toMap()));
        } catch (Turned e) {
            return answer(e, HttpHeaders.EMPTY);
        } finally {
            Deadline.end();
        }
    }

    private WebGraphQlRequest read(ServerRequest request) {
        if (!json(request.headers())) {
            throw Turned.unsupported("the body must be JSON, with Content-Type: application/json");
        }
        if (!request.headers().header(HttpHeaders.CONTENT_ENCODING).isEmpty()) {
            throw Turned.unsupported("the body must be sent as it is, without Content-Encoding");
        }
        Map<String, Object> body = bodies.read(request.servletRequest());
        body.put("query", documents.document(body));
        try {
            return new WebGraphQlRequest(
                    URI_OF_IT,
                    request.headers().asHttpHeaders(),
                    null,
                    request.remoteAddress().orElse(null),
                    request.attributes(),
                    body,
                    ids.generateId().toString(),
                    // In one language, as our own messages are. The root and not English: that would fall back to the
                    // machine's.
                    Locale.ROOT);
        } catch (ServerWebInputException e) {
            throw Bodies.noRequest();
        }
    }

    private static boolean json(ServerRequest.Headers headers) {
        try {
            return headers.contentType()
                    .filter(MediaType.APPLICATION_JSON::isCompatibleWith)
                    .isPresent();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** The first one of ours that the caller accepts; {@code application/json} where there is none. */
    private static MediaType type(ServerRequest.Headers headers) {
        try {
            return headers.accept().stream()
                    .filter(type -> type.equals(MediaTypes.APPLICATION_GRAPHQL_RESPONSE)
                            || type.equals(MediaType.APPLICATION_JSON))
                    .findFirst()
                    .orElse(MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_JSON;
        }
    }

    private ServerResponse answer(Turned turned, HttpHeaders headers) {
        return answer(turned.status(), MediaType.APPLICATION_JSON, headers, answers.written(turned.answer()));
    }

    private static ServerResponse answer(HttpStatus status, MediaType type, HttpHeaders headers, Pieces json) {
        return ServerResponse.status(status)
                .headers(all -> all.putAll(headers))
                .contentType(type)
                .build((request, response) -> {
                    response.setContentLength(json.length());
                    json.writeTo(response.getOutputStream());
                    return null;
                });
    }
}
