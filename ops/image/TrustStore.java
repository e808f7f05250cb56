import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/** Writes a trust store with Java's own authorities and all those of a PEM file; keytool would import only the first. */
class TrustStore {
    public static void main(String... words) throws Exception {
        char[] password = "changeit".toCharArray();
        Path own = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (Files.exists(own)) {
            store = KeyStore.getInstance(own.toFile(), password);
        }
        try (InputStream pem = Files.newInputStream(Path.of(words[0]));
                OutputStream out = Files.newOutputStream(Path.of(words[1]))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("added-" + store.size(), certificate);
            }
            store.store(out, password);
        }
    }
}
