package io.eligo.api.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.UnknownOperationException;
import graphql.schema.idl.SchemaGenerator;
import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.graphql.support.DefaultGraphQlRequest;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** Translation of engine messages that contain text of the caller. */
class EngineErrorTranslatorTest {
    private static final GraphQlSource SOURCE = GraphQlSource.builder(
                    SchemaGenerator.createdMockedSchema("type Query { offers(first: Int): [ID] }"))
            .build();

    /** Text of more than a megabyte: an algorithm that visits a character more than once takes hours. */
    @Timeout(30)
    @ParameterizedTest
    @ValueSource(
            strings = {
                " with value '",
                "argument '",
                "Variable '",
                "' is not a",
                " with value '' must",
                "'",
                " with value 'argument '"
            })
    void aMessageIsReadOnce(String text) {
        for (GraphQLError error :
                new GraphQLError[] {new UnknownOperationException(text.repeat(100_000)), invalid(text.repeat(100_000))
                }) {
            assertThat(translated(error).getMessage()).hasSizeLessThan(1_000);
        }
    }

    @Test
    void theValueIsLeftOutAndTheArgumentNamed() {
        ResponseError error = translated(
                invalid(
                        "argument 'filter.search' with value 'StringValue{value='it is' with value ' x'}' is not a valid 'String' - why"));

        assertThat(error.getMessage()).isEqualTo("argument 'filter.search' is not a valid 'String' - why");
        assertThat(error.getExtensions()).containsEntry("argument", "filter.search");
    }

    @Test
    void whatOnlyReadsLikeAnArgumentIsNone() {
        ResponseError error = translated(new UnknownOperationException("Unknown operation named 'argument 'x''."));

        assertThat(error.getExtensions()).doesNotContainKey("argument");
    }

    private static GraphQLError invalid(String message) {
        return ValidationError.newValidationError()
                .validationErrorType(ValidationErrorType.WrongType)
                .description(message)
                .build();
    }

    private static ResponseError translated(GraphQLError error) {
        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                new HttpHeaders(),
                null,
                null,
                Map.of(),
                new DefaultGraphQlRequest("{ offers }"),
                "1",
                Locale.ROOT);
        var response = new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(
                request.toExecutionInput(),
                ExecutionResult.newExecutionResult().addError(error).build()));
        return new EngineErrorTranslator(SOURCE)
                .intercept(request, asked -> Mono.just(response))
                .blockOptional()
                .orElseThrow()
                .getErrors()
                .get(0);
    }
}
