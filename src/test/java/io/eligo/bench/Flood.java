package io.eligo.bench;

/** @param name by which {@code ops/bench/abuse flood=NAME} selects it */
record Flood(String name, String what, Keys keys, Clients clients) {
    /** Where the server has the key of the tokens from. */
    enum Keys {
        FILE,
        ISSUER,
        /** The issuer stops after the server has fetched the key set. */
        ISSUER_THAT_STOPS
    }

    /** Makes one client; the flood has many. */
    interface Clients {
        FloodClient client(FloodRequests requests);
    }

    @Override
    public String toString() {
        return name + " " + what;
    }
}
