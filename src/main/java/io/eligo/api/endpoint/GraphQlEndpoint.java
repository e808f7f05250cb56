package io.eligo.api.endpoint;

import io.eligo.api.RequestResources;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.documents.DocumentResolver;
import io.eligo.api.documents.RejectedRequest;
import io.eligo.api.documents.RequestBodyReader;
import io.eligo.api.execution.JsonResponse;
import io.eligo.api.execution.ResponseSerializer;
import io.eligo.api.limits.DigitLimit;
import io.eligo.api.limits.LargeResponseMemory;
import io.eligo.api.limits.LimitSettings;
import io.eligo.api.limits.OversizedNumber;
import io.eligo.api.limits.ResponseBudget;
import io.eligo.api.limits.TextSanitizer;
import io.eligo.platform.RequestDeadline;
import io.eligo.tracing.Spans;
import io.eligo.tracing.TraceSpan;
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
 * The endpoint {@code POST /graphql}. A body that is not a GraphQL request is answered in the common format of errors. The
 * request is processed on its own thread.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class GraphQlEndpoint {
    private static final String PATH = "/graphql";
    private static final URI ENDPOINT_URI = URI.create(PATH);
    private static final List<MediaType> SUPPORTED_MEDIA_TYPES =
            List.of(MediaTypes.APPLICATION_GRAPHQL_RESPONSE, MediaType.APPLICATION_JSON);

    private final WebGraphQlHandler engine;
    private final RequestBodyReader requestBodyReader;
    private final DocumentResolver documentResolver;
    private final ResponseSerializer responseSerializer;
    private final LargeResponseMemory largeResponses;
    private final LimitSettings limits;
    private final GraphQlErrorMetrics errorMetrics;
    private final Spans spans;
    private final IdGenerator ids = new AlternativeJdkIdGenerator();

    GraphQlEndpoint(
            WebGraphQlHandler engine,
            RequestBodyReader requestBodyReader,
            DocumentResolver documentResolver,
            ResponseSerializer responseSerializer,
            LargeResponseMemory largeResponses,
            LimitSettings limits,
            GraphQlErrorMetrics errorMetrics,
            Spans spans) {
        this.engine = engine;
        this.requestBodyReader = requestBodyReader;
        this.documentResolver = documentResolver;
        this.responseSerializer = responseSerializer;
        this.largeResponses = largeResponses;
        this.limits = limits;
        this.errorMetrics = errorMetrics;
        this.spans = spans;
    }

    /** Ordered before the route of Spring Boot, which comes with further routes by the media types of body and response. */
    @Configuration(proxyBeanMethods = false)
    static class GraphQlRoute {
        @Bean
        @Order(-1)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        RouterFunction<ServerResponse> graphQlRouter(GraphQlEndpoint endpoint) {
            return RouterFunctions.route()
                    .POST(PATH, endpoint::handleTraced)
                    .route(RequestPredicates.path(PATH), endpoint::rejectMethod)
                    .build();
        }
    }

    private ServerResponse rejectMethod(ServerRequest request) {
        var headers = new HttpHeaders();
        headers.setAllow(Set.of(HttpMethod.POST));
        return reject(RejectedRequest.methodNotAllowed(), headers);
    }

    private ServerResponse handleTraced(ServerRequest request) {
        if (!spans.isOn()) {
            return handle(request);
        }
        try (TraceSpan span = spans.startRequest(request.servletRequest().getHeader("traceparent"))) {
            ServerResponse response = handle(request);
            span.attribute("http.response.status_code", response.statusCode().value());
            return response;
        }
    }

    /** The response holds the memory of the budget until it is written; if the document has no answer, the budget is closed here. */
    private ServerResponse handle(ServerRequest request) {
        String user = request.principal().map(Principal::getName).orElse("");
        var budget = new ResponseBudget(
                (int) limits.responseSize().toBytes(), ResponseLimitExceeded.MAX_FIELDS, largeResponses, user);
        RequestDeadline.start(limits.timeout());
        try (var resources = new RequestResources()) {
            return execute(request, budget, resources);
        } catch (RuntimeException | Error e) {
            budget.close();
            if (e instanceof RejectedRequest rejectedRequest) {
                return reject(rejectedRequest, HttpHeaders.EMPTY);
            }
            throw e;
        } finally {
            RequestDeadline.clear();
        }
    }

    private ServerResponse execute(ServerRequest request, ResponseBudget budget, RequestResources resources) {
        WebGraphQlRequest graphQlRequest = readRequest(request);
        graphQlRequest.configureExecutionInput((input, builder) -> {
            input.getGraphQLContext().put(ResponseBudget.class, budget);
            input.getGraphQLContext().put(RequestResources.class, resources);
            return input;
        });
        WebGraphQlResponse response =
                Objects.requireNonNull(engine.handleRequest(graphQlRequest).block());
        MediaType type = negotiateMediaType(request.headers());
        try {
            return answer(type, response, budget);
        } catch (ResponseLimitExceeded e) {
            budget.close();
            return answer(type, EngineErrorTranslator.errorResponse(graphQlRequest, e), ResponseBudget.unlimited());
        }
    }

    /** @throws ResponseLimitExceeded if the JSON exceeds the budget */
    private ServerResponse answer(MediaType type, WebGraphQlResponse response, ResponseBudget budget) {
        JsonResponse json = responseSerializer.serialize(response.toMap(), budget);
        if (!response.getExecutionResult().getErrors().isEmpty()) {
            errorMetrics.count(response.getErrors());
        }
        boolean badRequest = type.equals(MediaTypes.APPLICATION_GRAPHQL_RESPONSE)
                && !response.getExecutionResult().isDataPresent();
        return send(
                badRequest ? HttpStatus.BAD_REQUEST : HttpStatus.OK, type, response.getResponseHeaders(), json, budget);
    }

    private WebGraphQlRequest readRequest(ServerRequest request) {
        if (!isJson(request.headers())) {
            throw RejectedRequest.unsupportedMediaType("the body must be JSON, with Content-Type: application/json");
        }
        if (!request.headers().header(HttpHeaders.CONTENT_ENCODING).isEmpty()) {
            throw RejectedRequest.unsupportedMediaType("the body must be sent uncompressed, without Content-Encoding");
        }
        Map<String, Object> body = requestBodyReader.read(request.servletRequest());
        checkMembers(body);
        body.put("query", documentResolver.resolve(body));
        try {
            return new WebGraphQlRequest(
                    ENDPOINT_URI,
                    request.headers().asHttpHeaders(),
                    null,
                    request.remoteAddress().orElse(null),
                    request.attributes(),
                    body,
                    ids.generateId().toString(),
                    // The engine reports errors in one language, as Eligo does. Locale.ROOT, because Locale.ENGLISH
                    // would fall back to the language of the machine.
                    Locale.ROOT);
        } catch (ServerWebInputException e) {
            throw RequestBodyReader.invalidBody();
        }
    }

    private static void checkMembers(Map<String, Object> body) {
        checkMember(body, "query", String.class, "a string");
        checkMember(body, "operationName", String.class, "a string");
        checkMember(body, "variables", Map.class, "a JSON object");
        checkMember(body, "extensions", Map.class, "a JSON object");
        // Numbers in variables are reported by the name of the variable, see DocumentCache.
        OversizedNumber fault = OversizedNumber.find(body, "variables");
        if (fault != null) {
            throw RejectedRequest.badRequest(String.format(
                            Locale.ROOT, "%s: %s", TextSanitizer.sanitize(fault.path()), DigitLimit.REASON))
                    .withExtension("argument", TextSanitizer.sanitize(fault.path()));
        }
    }

    private static void checkMember(Map<String, Object> body, String name, Class<?> type, String what) {
        Object member = body.get(name);
        if (member != null && !type.isInstance(member)) {
            throw RejectedRequest.badRequest(String.format(Locale.ROOT, "%s: must be %s", name, what))
                    .withExtension("argument", name);
        }
    }

    private static boolean isJson(ServerRequest.Headers headers) {
        try {
            return headers.contentType()
                    .filter(MediaType.APPLICATION_JSON::isCompatibleWith)
                    .isPresent();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** The supported media type that the caller prefers, ignoring parameters; {@code application/json} if there is none. */
    private static MediaType negotiateMediaType(ServerRequest.Headers headers) {
        try {
            return headers.accept().stream()
                    .filter(type -> type.getQualityValue() > 0)
                    // The sort is stable: among equal quality values, the first is taken.
                    .sorted(Comparator.comparingDouble(MediaType::getQualityValue)
                            .reversed())
                    .flatMap(type -> SUPPORTED_MEDIA_TYPES.stream().filter(type::equalsTypeAndSubtype))
                    .findFirst()
                    .orElse(MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return MediaType.APPLICATION_JSON;
        }
    }

    private ServerResponse reject(RejectedRequest rejectedRequest, HttpHeaders headers) {
        errorMetrics.count(rejectedRequest);
        ResponseBudget unlimited = ResponseBudget.unlimited();
        return send(
                rejectedRequest.status(),
                MediaType.APPLICATION_JSON,
                headers,
                responseSerializer.serialize(rejectedRequest.toResponseBody(), unlimited),
                unlimited);
    }

    /** @param budget holds its memory until the last byte of the response is written */
    private static ServerResponse send(
            HttpStatus status, MediaType type, HttpHeaders headers, JsonResponse json, ResponseBudget budget) {
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
