package io.eligo.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Tokens that the server rejects. Each is new, so that the server finds none in its cache. */
final class BadTokens {
    private static final int SIGNATURE = 256;

    String malformed() {
        return "a." + UUID.randomUUID() + ".c";
    }

    /** The key id {@code dev} of the right key, with random bytes as the signature. */
    String ofWrongSignature() {
        return token("dev");
    }

    String ofUnknownKey() {
        return token(UUID.randomUUID().toString());
    }

    private static String token(String key) {
        String header = "{\"alg\": \"RS256\", \"kid\": \"%s\"}".formatted(key);
        String claims = "{\"sub\": \"%s\", \"iss\": \"dev\", \"exp\": %d}"
                .formatted(UUID.randomUUID(), Instant.now().plusSeconds(3600).getEpochSecond());
        return encoded(header.getBytes(StandardCharsets.UTF_8))
                + "." + encoded(claims.getBytes(StandardCharsets.UTF_8))
                + "." + encoded(signature());
    }

    private static byte[] signature() {
        var signature = new byte[SIGNATURE];
        ThreadLocalRandom.current().nextBytes(signature);
        // Less than any modulus of 2,048 bits: the server has to compute before it can reject the signature.
        signature[0] = 1;
        return signature;
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
