package io.eligo.rollout.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusNumberTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.83",
                " 0.83\n",
                "8.3e-1",
                "cpu 0.83",
                "cpu 0.83 1764500000000",
                "# HELP cpu ratio\n# TYPE cpu gauge\ncpu{host=\"db 1\",mode=\"user\"} 0.83 1764500000000\n",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1764500000.1,\"0.83\"]}}",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1764500000.1,\"0.83\"]}]}}"
            })
    void readsOneNumber(String answer) {
        assertThat(PrometheusNumber.parse(answer)).isEqualTo(0.83);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment",
                "cpu",
                "cpu{a=\"b\"}",
                "cpu 0.8\ncpu 0.9",
                "<html>502</html>",
                "{",
                "{}",
                "{\"status\":\"error\"}",
                "{\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
                "{\"data\":{\"resultType\":\"matrix\",\"result\":[{\"values\":[[1,\"0.8\"]]}]}}",
                "{\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"0.8\"]},{\"value\":[1,\"0.9\"]}]}}"
            })
    void refusesAnythingElse(String answer) {
        assertThatThrownBy(() -> PrometheusNumber.parse(answer)).isInstanceOf(IllegalArgumentException.class);
    }
}
