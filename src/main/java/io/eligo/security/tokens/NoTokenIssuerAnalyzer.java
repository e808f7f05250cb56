package io.eligo.security.tokens;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The message of {@link NoTokenIssuer} is the whole description. */
class NoTokenIssuerAnalyzer extends AbstractFailureAnalyzer<NoTokenIssuer> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, NoTokenIssuer cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "", failure);
    }
}
