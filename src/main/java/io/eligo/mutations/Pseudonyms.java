package io.eligo.mutations;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The pseudonym that the audit keeps in place of an erased user's id: a hash with the key of this installation, in {@code
 * erasure_key}. With the key, it can be checked whether an entry was about a given id; deleting the key makes the entries
 * anonymous for good.
 */
@Component
class Pseudonyms {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 12;

    private final JdbcClient jdbc;

    Pseudonyms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The pseudonym of a user; the same as long as the key exists. A deleted key is replaced by a new random key. */
    String pseudonymFor(UUID user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(getOrCreateKey(), ALGORITHM));
            byte[] hash = mac.doFinal(user.toString().getBytes(StandardCharsets.US_ASCII));
            return "erased-" + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", e);
        }
    }

    private byte[] getOrCreateKey() {
        jdbc.sql("INSERT INTO erasure_key DEFAULT VALUES ON CONFLICT DO NOTHING")
                .update();
        return jdbc.sql("SELECT key FROM erasure_key").query(byte[].class).single();
    }
}
