package io.eligo.grants;

/** What a user is granted, and where that was found. */
public record Granted(UserGrants grants, Source source) {
    /** A copy of what follows; the row; or worked out by the reader, for want of a row. */
    public enum Source {
        CACHE,
        TABLE,
        COMPUTED
    }
}
