package io.eligo.servers;

/** The servers that were asked for cannot be had; the message says whole why. */
public final class NoSuchServers extends IllegalStateException {
    NoSuchServers(String message) {
        super(message);
    }
}
