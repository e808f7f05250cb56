package io.eligo.console;

/** Hint on the sign-in page about how to get a token, for development servers that issue tokens. The packaged server has no such bean. */
public record SignInHint(String text, String link, String linkText) {}
