package io.eligo.console;

/** How to come by a token here, as a server that gives them away may say on the page that asks for one. The packaged one has none. */
public record SignInHint(String text, String link, String linkText) {}
