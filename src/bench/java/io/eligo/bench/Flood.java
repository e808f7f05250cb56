package io.eligo.bench;

/** @param name the name that {@code ops/bench/abuse flood=NAME} selects */
record Flood(String name, String what, Keys keys, Clients clients) {
    /** Where the server loads the key of the tokens from. */
    enum Keys {
        FILE,
        ISSUER,
        /** The issuer stops after the server has fetched the key set. */
        ISSUER_THAT_STOPS
    }

    /** Creates one client; a flood has many. */
    interface Clients {
        FloodClient client(FloodRequests requests);
    }

    @Override
    public String toString() {
        return name + " " + what;
    }
}
