package io.eligo.api.endpoint;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Sizes the response buffer so that one write sends a page. With the 8 kB of Tomcat, a page takes four writes, and each wakes
 * the client.
 */
@Component
class ResponseBufferCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {
    private static final int BUFFER_BYTES = 32 * 1024;

    @Override
    public void customize(TomcatWebServerFactory server) {
        server.addConnectorCustomizers(
                connector -> connector.setProperty("socket.appWriteBufSize", String.valueOf(BUFFER_BYTES)));
    }
}
