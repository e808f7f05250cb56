package io.eligo.servers;

/** The requested servers are not available; the message is complete, without the cause. */
public final class ServersUnavailable extends IllegalStateException {
    ServersUnavailable(String message) {
        super(message);
    }
}
