package io.eligo.servers;

/** The servers that were asked for cannot be had; the message says whole why. */
public final class ServersUnavailable extends IllegalStateException {
    ServersUnavailable(String message) {
        super(message);
    }
}
