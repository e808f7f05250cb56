package io.eligo.api.documents;

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
import io.eligo.api.execution.JsonFragmentCache;
import io.eligo.api.execution.SerializationPlans;
import io.eligo.api.limits.DigitLimit;
import io.eligo.api.limits.DocumentMetrics;
import io.eligo.api.limits.LimitSettings;
import io.eligo.api.limits.OversizedNumber;
import io.eligo.api.limits.QueryComplexity;
import io.eligo.api.limits.TextSanitizer;
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
 * Cache of documents that are parsed, checked against the limits and validated, each once while memory lasts. A rejected
 * document is cached too, so that a repeated request costs no more work. The eviction policy keeps frequent documents; any
 * number of documents that are sent once do not evict them.
 */
@Component
public final class DocumentCache implements PreparsedDocumentProvider {
    // Bytes of the parsed document for each character of its text; 14 to 50 were measured.
    private static final int TREE_BYTES_PER_CHARACTER = 50;
    private static final int ENTRY_BYTES = 2_000;
    private static final int ERROR_BYTES = 500;
    // Bytes of the serialization plans of a document for each field, which may be compiled for three types of offer.
    private static final int PLAN_BYTES_PER_FIELD = 400;
    // Cost and depth limit useful documents. These limits reject documents that are made to cost much.
    private static final int MAX_CHARACTERS = 10_000;
    private static final int MAX_FIELDS = 500;
    private static final int MAX_ROOT_FIELDS = 10;
    private static final int MAX_ALIASES = 30;
    // Every element of a list repeats its alias.
    private static final int MAX_ALIAS_LENGTH = 100;
    private static final int MAX_DIRECTIVES = 30;

    private final LimitSettings limits;
    private final ObjectProvider<GraphQlSource> source;
    private final JsonFragmentCache jsonFragmentCache;
    private final Cache<String, PreparedDocument> preparedDocuments;

    DocumentCache(LimitSettings limits, GraphQlSettings settings, ObjectProvider<GraphQlSource> source) {
        this.limits = limits;
        this.source = source;
        this.jsonFragmentCache = new JsonFragmentCache(settings.fragmentCacheSize());
        this.preparedDocuments = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(settings.documentCacheSize().toBytes())
                .weigher(DocumentCache::estimateBytes)
                .build();
    }

    /**
     * {@code serializationPlans} is null if each request needs its own: the document is rejected, or variables decide which
     * fields it selects.
     */
    private record PreparedDocument(
            PreparsedDocumentEntry entry,
            Map<String, QueryComplexity> complexityByOperation,
            @Nullable SerializationPlans serializationPlans,
            int fields) {}

    private static int estimateBytes(String text, PreparedDocument document) {
        int errors = 0;
        if (document.entry.hasErrors()) {
            for (GraphQLError error : document.entry.getErrors()) {
                errors += ERROR_BYTES + error.getMessage().length();
            }
        }
        return ENTRY_BYTES + TREE_BYTES_PER_CHARACTER * text.length() + PLAN_BYTES_PER_FIELD * document.fields + errors;
    }

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> engines) {
        OversizedNumber fault = OversizedNumber.findInVariables(input.getVariables());
        if (fault != null) {
            return CompletableFuture.completedFuture(rejected(fault));
        }
        PreparedDocument document = getOrPrepare(input.getQuery());
        String operation = input.getOperationName();
        QueryComplexity queryComplexity = document.complexityByOperation.get(operation == null ? "" : operation);
        if (queryComplexity == null && document.complexityByOperation.size() == 1) {
            queryComplexity = document.complexityByOperation.values().iterator().next();
        }
        if (queryComplexity != null && queryComplexity.evaluate(input.getVariables()) > limits.cost()) {
            return CompletableFuture.completedFuture(rejected(
                    "cost",
                    String.format(
                            Locale.ROOT,
                            "the query costs more than %d fields, counted by first and last",
                            limits.cost())));
        }
        SerializationPlans shared = document.serializationPlans;
        input.getGraphQLContext().put(SerializationPlans.class, shared == null ? new SerializationPlans(null) : shared);
        return CompletableFuture.completedFuture(document.entry);
    }

    private PreparedDocument getOrPrepare(String text) {
        PreparedDocument known = preparedDocuments.getIfPresent(text);
        if (known == null) {
            known = prepare(text);
            preparedDocuments.put(text, known);
        }
        return known;
    }

    private PreparedDocument prepare(String text) {
        Document document;
        try {
            document = Parser.parse(ParserEnvironment.newParserEnvironment()
                    .document(text)
                    .parserOptions(parserOptions())
                    .locale(Locale.ROOT)
                    .build());
        } catch (InvalidSyntaxException e) {
            return failed(new PreparsedDocumentEntry(e.toInvalidSyntaxError()));
        } catch (NumberFormatException e) {
            // The exponent of a literal exceeds the range of BigDecimal.
            return failed(rejected("number", "invalid number in the document: " + DigitLimit.REASON));
        }
        DocumentMetrics documentMetrics = DocumentMetrics.of(document);
        PreparsedDocumentEntry rejection = rejected(documentMetrics);
        if (rejection != null) {
            return failed(rejection);
        }
        OversizedNumber fault = OversizedNumber.find(document);
        if (fault != null) {
            return failed(rejected(fault));
        }
        GraphQLSchema schema = source.getObject().schema();
        List<ValidationError> errors = ParseAndValidate.validate(schema, document, Locale.ROOT);
        return errors.isEmpty()
                ? new PreparedDocument(
                        new PreparsedDocumentEntry(document),
                        QueryComplexity.byOperation(document, schema),
                        documentMetrics.conditional() ? null : new SerializationPlans(jsonFragmentCache),
                        documentMetrics.fields())
                : failed(new PreparsedDocumentEntry(errors));
    }

    private static PreparedDocument failed(PreparsedDocumentEntry entry) {
        return new PreparedDocument(entry, Map.of(), null, 0);
    }

    private ParserOptions parserOptions() {
        return ParserOptions.getDefaultOperationParserOptions()
                .transform(options -> options.maxCharacters(MAX_CHARACTERS)
                        .maxTokens(limits.tokens())
                        // OversizedNumber refuses such numbers too, and names the argument.
                        .maxNumericLiteralCharacters(MAX_CHARACTERS)
                        .maxWhitespaceTokens(MAX_CHARACTERS));
    }

    private @Nullable PreparsedDocumentEntry rejected(DocumentMetrics documentMetrics) {
        if (documentMetrics.depth() > limits.depth()) {
            return rejected("depth", String.format(Locale.ROOT, "fields nest more than %d deep", limits.depth()));
        }
        if (documentMetrics.rootFields() > MAX_ROOT_FIELDS) {
            return rejected(
                    "root-fields", String.format(Locale.ROOT, "more than %d fields at the root", MAX_ROOT_FIELDS));
        }
        if (documentMetrics.aliases() > MAX_ALIASES) {
            return rejected("aliases", String.format(Locale.ROOT, "more than %d aliases", MAX_ALIASES));
        }
        if (documentMetrics.aliasLength() > MAX_ALIAS_LENGTH) {
            return rejected(
                    "alias-length",
                    String.format(Locale.ROOT, "an alias has more than %d characters", MAX_ALIAS_LENGTH));
        }
        if (documentMetrics.directives() > MAX_DIRECTIVES) {
            return rejected("directives", String.format(Locale.ROOT, "more than %d directives", MAX_DIRECTIVES));
        }
        return documentMetrics.fields() > MAX_FIELDS
                ? rejected("fields", String.format(Locale.ROOT, "more than %d fields", MAX_FIELDS))
                : null;
    }

    private static PreparsedDocumentEntry rejected(String limit, String message) {
        return rejected(Map.of("limit", limit), message);
    }

    private static PreparsedDocumentEntry rejected(OversizedNumber fault) {
        String path = TextSanitizer.sanitize(fault.path());
        return rejected(Map.of(fault.location(), path), String.format(Locale.ROOT, "%s: %s", path, DigitLimit.REASON));
    }

    private static PreparsedDocumentEntry rejected(Map<String, Object> extensions, String message) {
        GraphQLError error = GraphqlErrorBuilder.newError()
                .errorType(ErrorType.BAD_REQUEST)
                .message("%s", message)
                .extensions(extensions)
                .build();
        return new PreparsedDocumentEntry(error);
    }
}
