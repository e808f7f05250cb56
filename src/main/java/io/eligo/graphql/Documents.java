package io.eligo.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import graphql.validation.ValidationError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/**
 * Documents, parsed, within the limits, and validated: once each, as long as there is room. One that is refused is kept like any
 * other, so that sending it again and again costs no more; what is asked for most outlives any number that come once.
 */
@Component
final class Documents implements PreparsedDocumentProvider {
    // Bytes of a tree for each character of its text; 14 to 50 were measured.
    private static final int TREE = 50;
    private static final int ENTRY = 2_000;
    private static final int ERROR = 500;
    // Bytes of what a document's selections become, for each field, which may be of three types of offer.
    private static final int SELECTED = 400;

    private final LimitSettings limits;
    private final ObjectProvider<GraphQlSource> source;
    private final Renderings renderings;
    private final Cache<String, Prepared> prepared;

    Documents(LimitSettings limits, GraphQlSettings settings, ObjectProvider<GraphQlSource> source) {
        this.limits = limits;
        this.source = source;
        this.renderings = new Renderings(settings.renderings());
        this.prepared = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(settings.documents().toBytes())
                .weigher(Documents::bytes)
                .build();
    }

    /** {@code selections}: null if each request has its own, for want of a document or because variables decide what it asks. */
    private record Prepared(
            PreparsedDocumentEntry entry,
            Map<String, Cost> costs,
            @Nullable Selections selections,
            int fields) {}

    private static int bytes(String text, Prepared document) {
        int errors = 0;
        if (document.entry.hasErrors()) {
            for (GraphQLError error : document.entry.getErrors()) {
                errors += ERROR + error.getMessage().length();
            }
        }
        return ENTRY + TREE * text.length() + SELECTED * document.fields + errors;
    }

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> engines) {
        NumberFault fault = NumberFault.inVariables(input.getVariables());
        if (fault != null) {
            return CompletableFuture.completedFuture(refused(fault));
        }
        Prepared document = of(input.getQuery());
        String operation = input.getOperationName();
        Cost cost = document.costs.get(operation == null ? "" : operation);
        if (cost == null && document.costs.size() == 1) {
            cost = document.costs.values().iterator().next();
        }
        if (cost != null && cost.with(input.getVariables()) > limits.cost()) {
            return CompletableFuture.completedFuture(refused(
                    "cost",
                    String.format(
                            Locale.ROOT, "more than %d fields to answer, counted by first and last", limits.cost())));
        }
        Selections shared = document.selections;
        input.getGraphQLContext().put(Selections.class, shared == null ? new Selections(null) : shared);
        return CompletableFuture.completedFuture(document.entry);
    }

    private Prepared of(String text) {
        Prepared known = prepared.getIfPresent(text);
        if (known == null) {
            known = prepare(text);
            prepared.put(text, known);
        }
        return known;
    }

    private Prepared prepare(String text) {
        Document document;
        try {
            document = Parser.parse(ParserEnvironment.newParserEnvironment()
                    .document(text)
                    .parserOptions(options())
                    .locale(Locale.ROOT)
                    .build());
        } catch (InvalidSyntaxException e) {
            return failed(new PreparsedDocumentEntry(e.toInvalidSyntaxError()));
        } catch (NumberFormatException e) {
            // An exponent beyond what BigDecimal has.
            return failed(refused("number", "the document has a number that is none: " + NumberLimit.REASON));
        }
        Shape shape = Shape.of(document);
        PreparsedDocumentEntry refused = refused(shape);
        if (refused != null) {
            return failed(refused);
        }
        NumberFault fault = NumberFault.in(document);
        if (fault != null) {
            return failed(refused(fault));
        }
        GraphQLSchema schema = source.getObject().schema();
        List<ValidationError> errors = ParseAndValidate.validate(schema, document, Locale.ROOT);
        return errors.isEmpty()
                ? new Prepared(
                        new PreparsedDocumentEntry(document),
                        Cost.of(document, schema),
                        shape.conditional() ? null : new Selections(renderings),
                        shape.fields())
                : failed(new PreparsedDocumentEntry(errors));
    }

    private static Prepared failed(PreparsedDocumentEntry entry) {
        return new Prepared(entry, Map.of(), null, 0);
    }

    private ParserOptions options() {
        return ParserOptions.getDefaultOperationParserOptions()
                .transform(options -> options.maxCharacters(limits.characters())
                        .maxTokens(limits.tokens())
                        .maxWhitespaceTokens(limits.characters()));
    }

    private @Nullable PreparsedDocumentEntry refused(Shape shape) {
        if (shape.depth() > limits.depth()) {
            return refused("depth", String.format(Locale.ROOT, "fields nest more than %d deep", limits.depth()));
        }
        if (shape.rootFields() > limits.rootFields()) {
            return refused(
                    "root-fields", String.format(Locale.ROOT, "more than %d fields at the root", limits.rootFields()));
        }
        if (shape.aliases() > limits.aliases()) {
            return refused("aliases", String.format(Locale.ROOT, "more than %d aliases", limits.aliases()));
        }
        if (shape.aliasLength() > limits.aliasLength()) {
            return refused(
                    "alias-length",
                    String.format(Locale.ROOT, "an alias of more than %d letters", limits.aliasLength()));
        }
        if (shape.directives() > limits.directives()) {
            return refused("directives", String.format(Locale.ROOT, "more than %d directives", limits.directives()));
        }
        return shape.fields() > limits.fields()
                ? refused("fields", String.format(Locale.ROOT, "more than %d fields", limits.fields()))
                : null;
    }

    private static PreparsedDocumentEntry refused(String limit, String message) {
        return refused(Map.of("limit", limit), message);
    }

    private static PreparsedDocumentEntry refused(NumberFault fault) {
        String path = Quoted.of(fault.path());
        return refused(Map.of(fault.where(), path), String.format(Locale.ROOT, "%s: %s", path, NumberLimit.REASON));
    }

    private static PreparsedDocumentEntry refused(Map<String, Object> extensions, String message) {
        GraphQLError error = GraphqlErrorBuilder.newError()
                .errorType(ErrorType.BAD_REQUEST)
                .message("%s", message)
                .extensions(extensions)
                .build();
        return new PreparsedDocumentEntry(error);
    }
}
