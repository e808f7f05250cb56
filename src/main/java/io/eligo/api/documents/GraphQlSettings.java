package io.eligo.api.documents;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code eligo.graphql.*}.
 *
 * @param trustedDocuments folder of files {@code ID.graphql}, which clients request by {@code documentId}; none by default
 * @param onlyTrusted whether only trusted documents are served
 * @param documents memory for parsed and validated documents, part of it for documents that were sent once
 *     and are named by hash
 * @param renderings memory for JSON fragments of offers
 */
@ConfigurationProperties("eligo.graphql")
public record GraphQlSettings(
        @Nullable Path trustedDocuments,
        @DefaultValue("false") boolean onlyTrusted,
        @DefaultValue("32MB") DataSize documents,
        @DefaultValue("64MB") DataSize renderings) {
    public GraphQlSettings {
        if (onlyTrusted && trustedDocuments == null) {
            throw new IllegalArgumentException(
                    "eligo.graphql.only-trusted needs eligo.graphql.trusted-documents, a folder of files ID.graphql");
        }
    }
}
