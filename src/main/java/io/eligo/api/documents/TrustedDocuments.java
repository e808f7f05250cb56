package io.eligo.api.documents;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/**
 * The trusted documents: files {@code ID.graphql} of one folder. A document that does not match the schema stops the start of
 * the application.
 */
@Component
final class TrustedDocuments {
    private static final String SUFFIX = ".graphql";
    private static final String PROPERTY = "eligo.graphql.trusted-documents";

    private final Map<String, String> byId = new HashMap<>();
    private final Map<String, String> byHash = new HashMap<>();
    private final Set<String> texts = new HashSet<>();

    TrustedDocuments(GraphQlSettings settings, GraphQlSource source) {
        Path folder = settings.trustedDocuments();
        if (folder != null) {
            for (Path file : files(folder)) {
                add(file, source);
            }
        }
    }

    /** Finds a document by its file name, or by {@code sha256:} and the hash of its text. Null if there is none. */
    @Nullable
    String byId(String id) {
        return id.startsWith("sha256:")
                ? byHash(id.substring("sha256:".length()).toLowerCase(Locale.ROOT))
                : byId.get(id);
    }

    @Nullable
    String byHash(String sha256) {
        return byHash.get(sha256);
    }

    boolean contains(String text) {
        return texts.contains(text);
    }

    private void add(Path file, GraphQlSource source) {
        String text = read(file);
        ParseAndValidateResult result = ParseAndValidate.parseAndValidate(
                source.schema(),
                ExecutionInput.newExecutionInput(text).locale(Locale.ROOT).build());
        if (result.isFailure()) {
            GraphQLError error = result.getErrors().get(0);
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: %s: %s", PROPERTY, file, error.getMessage()));
        }
        String name = file.getFileName().toString();
        byId.put(name.substring(0, name.length() - SUFFIX.length()), text);
        texts.add(text);
        byHash.put(DocumentResolver.sha256(text), text);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s is %s, and cannot be read", PROPERTY, folder), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
