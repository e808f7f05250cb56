package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerChoiceTest {
    @ParameterizedTest
    @CsvSource({
        ",         ,                      EMBEDDED",
        ",         jdbc:postgresql://h/d, GIVEN",
        "embedded, ,                      EMBEDDED",
        "embedded, jdbc:postgresql://h/d, GIVEN",
        "given,    jdbc:postgresql://h/d, GIVEN",
    })
    void aDatabaseThatTheEnvironmentNamesIsTaken(
            @Nullable String servers, @Nullable String url, ServerChoice expected) {
        assertThat(ServerChoice.of(servers, url)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "given,          ,                      needs SPRING_DATASOURCE_URL",
        "testcontainers, ,                      is not there yet",
        "testcontainers, jdbc:postgresql://h/d, is not there yet",
        "docker,         ,                      is not known",
        "Given,          jdbc:postgresql://h/d, is not known",
        "'',             ,                      is not known",
    })
    void anythingElseIsRefusedAndTheRefusalSaysWhatIsAccepted(String servers, @Nullable String url, String why) {
        assertThatThrownBy(() -> ServerChoice.of(servers, url))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "-Dservers=%s %s; accepted: embedded (the default), given (with SPRING_DATASOURCE_URL)",
                        servers, why.startsWith("needs") ? why + ", which is not set" : why);
    }
}
