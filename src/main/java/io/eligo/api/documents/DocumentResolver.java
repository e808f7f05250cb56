package io.eligo.api.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Resolves the document of a request body: the document in the body, or a stored one. {@code documentId}, from GraphQL over
 * HTTP, names a trusted document. {@code extensions.persistedQuery}, from Apollo, names a trusted document or a document that
 * was sent to this node together with its hash.
 */
@Component
public final class DocumentResolver {
    private static final String DOCUMENT_ID = "documentId";
    private static final int ENTRY_BYTES = 200;

    private final TrustedDocuments trusted;
    private final boolean onlyTrusted;
    private final Cache<String, String> persistedQueries;

    DocumentResolver(TrustedDocuments trusted, GraphQlSettings settings) {
        this.trusted = trusted;
        this.onlyTrusted = settings.onlyTrusted();
        this.persistedQueries = Caffeine.newBuilder()
                .executor(Runnable::run)
                // This cache holds texts; DocumentCache holds the parsed documents.
                .maximumWeight(settings.documentCacheSize().toBytes() / 4)
                .weigher((String hash, String text) -> ENTRY_BYTES + 2 * text.length())
                .build();
    }

    /** @throws RejectedRequest if the document does not exist or may not be requested */
    public String resolve(Map<String, Object> body) {
        Object id = body.get(DOCUMENT_ID);
        if (id != null) {
            return trusted(id);
        }
        Object query = body.get("query");
        PersistedQueryHash persistedQueryHash = PersistedQueryHash.of(body.get("extensions"));
        if (query == null && persistedQueryHash != null) {
            return findPersisted(persistedQueryHash);
        }
        if (!(query instanceof String text) || text.isBlank()) {
            throw RequestBodyReader.invalidBody();
        }
        if (onlyTrusted && !trusted.contains(text)) {
            throw RejectedRequest.badRequest("only trusted documents are served: send documentId")
                    .withExtension("limit", "trusted");
        }
        if (persistedQueryHash != null) {
            registerPersisted(persistedQueryHash, text);
        }
        return text;
    }

    private String trusted(Object id) {
        String text = id instanceof String name ? trusted.byId(name) : null;
        if (text == null) {
            throw RejectedRequest.notFound("documentId: unknown document").withExtension("argument", DOCUMENT_ID);
        }
        return text;
    }

    private String findPersisted(PersistedQueryHash persistedQueryHash) {
        String text = trusted.byHash(persistedQueryHash.sha256());
        if (text == null && onlyTrusted) {
            throw RejectedRequest.persistedQueryError("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED");
        }
        text = text == null ? persistedQueries.getIfPresent(persistedQueryHash.sha256()) : text;
        if (text == null) {
            throw RejectedRequest.persistedQueryError("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND");
        }
        return text;
    }

    private void registerPersisted(PersistedQueryHash persistedQueryHash, String text) {
        if (!text.equals(persistedQueries.getIfPresent(persistedQueryHash.sha256()))) {
            if (!sha256(text).equals(persistedQueryHash.sha256())) {
                throw RejectedRequest.badRequest("provided sha does not match query")
                        .withExtension("argument", "extensions.persistedQuery.sha256Hash");
            }
            persistedQueries.put(persistedQueryHash.sha256(), text);
        }
    }

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    /** The hash in {@code extensions.persistedQuery}, as lower-case hexadecimal digits. */
    private record PersistedQueryHash(String sha256) {
        static @Nullable PersistedQueryHash of(@Nullable Object extensions) {
            if (!(extensions instanceof Map<?, ?> map) || !(map.get("persistedQuery") instanceof Map<?, ?> persisted)) {
                return null;
            }
            if (!(persisted.get("version") instanceof Integer version)
                    || version != 1
                    || !(persisted.get("sha256Hash") instanceof String hash)) {
                throw RejectedRequest.badRequest("Unsupported persisted query version")
                        .withExtension("argument", "extensions.persistedQuery");
            }
            return new PersistedQueryHash(hash.toLowerCase(Locale.ROOT));
        }
    }
}
