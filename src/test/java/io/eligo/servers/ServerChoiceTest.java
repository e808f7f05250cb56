package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerChoiceTest {
    @ParameterizedTest
    @CsvSource({
        ",               ,                      EMBEDDED",
        ",               jdbc:postgresql://h/d, GIVEN",
        "embedded,       ,                      EMBEDDED",
        "embedded,       jdbc:postgresql://h/d, GIVEN",
        "given,          jdbc:postgresql://h/d, GIVEN",
        "testcontainers, ,                      TESTCONTAINERS",
        "testcontainers, jdbc:postgresql://h/d, TESTCONTAINERS",
    })
    void whatTheEnvironmentNamesIsTakenUnlessContainersAreAskedFor(
            @Nullable String servers, @Nullable String url, ServerChoice expected) {
        assertThat(ServerChoice.of(servers, url)).isEqualTo(expected);
    }

    @Test
    void givenServersMustBeNamed() {
        assertThatThrownBy(() -> GivenServers.postgresql(null))
                .hasMessage("-Dservers=given needs SPRING_DATASOURCE_URL, which is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "Given", ""})
    void anythingElseIsRefusedAndTheRefusalSaysWhatIsAccepted(String servers) {
        assertThatThrownBy(() -> ServerChoice.of(servers, "jdbc:postgresql://h/d"))
                .isInstanceOf(ServersUnavailable.class)
                .hasMessage(
                        "-Dservers=%s is not known; accepted: embedded (the default), testcontainers, given (with SPRING_DATASOURCE_URL)",
                        servers);
    }
}
