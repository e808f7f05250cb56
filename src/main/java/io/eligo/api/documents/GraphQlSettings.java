package io.eligo.api.documents;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code eligo.graphql.*}.
 *
 * @param trustedDocuments Folder of files ID.graphql, which clients request by documentId.
 * @param onlyTrusted Whether only trusted documents are served; needs trusted-documents.
 * @param documentCacheSize Memory for parsed and validated documents, a part of it for documents that clients sent once and
 *     then name by hash.
 * @param fragmentCacheSize Memory for JSON fragments of offers.
 */
@ConfigurationProperties("eligo.graphql")
public record GraphQlSettings(
        @Nullable Path trustedDocuments,
        @DefaultValue("false") boolean onlyTrusted,
        @DefaultValue("32MB") DataSize documentCacheSize,
        @DefaultValue("64MB") DataSize fragmentCacheSize) {
    public GraphQlSettings {
        if (onlyTrusted && trustedDocuments == null) {
            throw new IllegalArgumentException(
                    "eligo.graphql.only-trusted is true; it needs eligo.graphql.trusted-documents, a folder of files ID.graphql");
        }
        requireNotNegative("document-cache-size", documentCacheSize);
        requireNotNegative("fragment-cache-size", fragmentCacheSize);
    }

    private static void requireNotNegative(String name, DataSize value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "eligo.graphql.%s is %s; accepted: at least 0B", name, value));
        }
    }
}
