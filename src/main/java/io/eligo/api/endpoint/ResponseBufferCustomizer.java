package io.eligo.api.endpoint;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** A page goes to the network by one call. Tomcat's own 8 kB would make four of it, each waking whoever reads. */
@Component
class ResponseBufferCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {
    private static final int BUFFER_BYTES = 32 * 1024;

    @Override
    public void customize(TomcatWebServerFactory server) {
        server.addConnectorCustomizers(
                connector -> connector.setProperty("socket.appWriteBufSize", String.valueOf(BUFFER_BYTES)));
    }
}
