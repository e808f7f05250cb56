package io.eligo.security.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/** Gives the same result as Spring's own resolver for each header. */
class AuthorizationHeaderTokenResolverTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "Bearer abc.DEF-1_2~3+4/5==",
                "bearer abc",
                "BEARER a",
                "Bearer",
                "Bearer ",
                "Bearer  abc",
                "Bearerabc",
                "Bearer abc def",
                "Bearer abc\n",
                "Bearer ab=c",
                "Bearer =",
                "Bearer é",
                "Bearer\tabc",
                "Basic abc",
                ""
            })
    void isReadAsSpringReadsIt(@Nullable String header) {
        assertThat(read(new AuthorizationHeaderTokenResolver(), header))
                .isEqualTo(read(new DefaultBearerTokenResolver(), header));
    }

    private static String read(BearerTokenResolver resolver, @Nullable String header) {
        var request = new MockHttpServletRequest();
        if (header != null) {
            request.addHeader("Authorization", header);
        }
        try {
            return "token: " + resolver.resolve(request);
        } catch (OAuth2AuthenticationException e) {
            return "error: " + e.getError().getErrorCode() + ", " + e.getError().getDescription();
        }
    }
}
