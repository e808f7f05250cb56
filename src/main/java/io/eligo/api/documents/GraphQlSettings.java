package io.eligo.api.documents;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code eligo.graphql.*}.
 *
 * @param trustedDocuments a folder of files {@code ID.graphql}, which may be asked for by {@code documentId}; by default none
 * @param onlyTrusted whether nothing but these is served
 * @param documents memory for documents that have been parsed and validated, some of it for those sent once and named by hash since
 * @param renderings memory for offers as JSON
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
