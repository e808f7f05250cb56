package io.eligo.graphql;

import java.net.URI;
import java.security.Principal;
import java.util.Comparator;
import java.util.List;
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
    private static final List<MediaType> OURS =
            List.of(MediaTypes.APPLICATION_GRAPHQL_RESPONSE, MediaType.APPLICATION_JSON);

    private final WebGraphQlHandler handler;
    private final Bodies bodies;
    private final StoredDocuments documents;
    private final Answers answers;
    private final LargeAnswers large;
    private final LimitSettings limits;
    private final IdGenerator ids = new AlternativeJdkIdGenerator();

    GraphQlDoor(
            WebGraphQlHandler handler,
            Bodies bodies,
            StoredDocuments documents,
            Answers answers,
            LargeAnswers large,
            LimitSettings limits) {
        this.handler = handler;
        this.bodies = bodies;
        this.documents = documents;
        this.answers = answers;
        this.large = large;
        this.limits = limits;
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
        String user = request.principal().map(Principal::getName).orElse("");
        var budget = new AnswerBudget((int) limits.answer().toBytes(), limits.answerFields(), large, user);
        Deadline.begin(limits.time());
        try {
            return answer(request, budget);
        } catch (Turned e) {
            budget.close();
            return answer(e, HttpHeaders.EMPTY);
        } catch (RuntimeException | Error e) {
            budget.close();
            throw e;
        } finally {
            Deadline.end();
        }
    }

    private ServerResponse answer(ServerRequest request, AnswerBudget budget) {
        WebGraphQlRequest asked = read(request);
        asked.configureExecutionInput((input, builder) -> {
            input.getGraphQLContext().put(AnswerBudget.class, budget);
            return input;
        });
        WebGraphQlResponse response =
                Objects.requireNonNull(handler.handleRequest(asked).block());
        MediaType type = type(request.headers());
        try {
            return answer(type, response, answers.written(response.toMap(), budget), budget);
        } catch (AnswerRefused e) {
            budget.close();
            WebGraphQlResponse refused = EngineErrors.failed(asked, e);
            return answer(type, refused, answers.written(refused.toMap(), AnswerBudget.unlimited()), budget);
        }
    }

    private static ServerResponse answer(
            MediaType type, WebGraphQlResponse response, Pieces json, AnswerBudget budget) {
        boolean badRequest = type.equals(MediaTypes.APPLICATION_GRAPHQL_RESPONSE)
                && !response.getExecutionResult().isDataPresent();
        return answer(
                badRequest ? HttpStatus.BAD_REQUEST : HttpStatus.OK, type, response.getResponseHeaders(), json, budget);
    }

    private WebGraphQlRequest read(ServerRequest request) {
        if (!json(request.headers())) {
            throw Turned.unsupported("the body must be JSON, with Content-Type: application/json");
        }
        if (!request.headers().header(HttpHeaders.CONTENT_ENCODING).isEmpty()) {
            throw Turned.unsupported("the body must be sent as it is, without Content-Encoding");
        }
        Map<String, Object> body = bodies.read(request.servletRequest());
        checkMembers(body);
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

    private static void checkMembers(Map<String, Object> body) {
        checkMember(body, "query", String.class, "a string");
        checkMember(body, "operationName", String.class, "a string");
        checkMember(body, "variables", Map.class, "a JSON object");
        checkMember(body, "extensions", Map.class, "a JSON object");
        // Variables are named one by one, see Documents.
        NumberFault fault = NumberFault.in(body, "variables");
        if (fault != null) {
            throw Turned.badRequest(String.format(Locale.ROOT, "%s: %s", Quoted.of(fault.path()), NumberLimit.REASON))
                    .with("argument", Quoted.of(fault.path()));
        }
    }

    private static void checkMember(Map<String, Object> body, String name, Class<?> type, String what) {
        Object member = body.get(name);
        if (member != null && !type.isInstance(member)) {
            throw Turned.badRequest(String.format(Locale.ROOT, "%s: must be %s", name, what))
                    .with("argument", name);
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

    /** The one of ours that the caller wants most, whatever its parameters; {@code application/json} where there is none. */
    private static MediaType type(ServerRequest.Headers headers) {
        try {
            return headers.accept().stream()
                    .filter(type -> type.getQualityValue() > 0)
                    // Stable: of those that are wanted alike, the first.
                    .sorted(Comparator.comparingDouble(MediaType::getQualityValue)
                            .reversed())
                    .flatMap(type -> OURS.stream().filter(type::equalsTypeAndSubtype))
                    .findFirst()
                    .orElse(MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_JSON;
        }
    }

    private ServerResponse answer(Turned turned, HttpHeaders headers) {
        AnswerBudget unlimited = AnswerBudget.unlimited();
        return answer(
                turned.status(),
                MediaType.APPLICATION_JSON,
                headers,
                answers.written(turned.answer(), unlimited),
                unlimited);
    }

    /** @param budget which holds its memory until the last byte of the answer has been taken */
    private static ServerResponse answer(
            HttpStatus status, MediaType type, HttpHeaders headers, Pieces json, AnswerBudget budget) {
        return ServerResponse.status(status)
                .headers(all -> all.putAll(headers))
                .contentType(type)
                .build((request, response) -> {
                    try (budget) {
                        response.setContentLength(json.length());
                        json.writeTo(response.getOutputStream());
                    }
                    return null;
                });
    }
}
