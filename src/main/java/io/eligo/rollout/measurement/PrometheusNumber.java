package io.eligo.rollout.measurement;

import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one number from an answer of Prometheus' query API, from its text format, or from a plain number. */
final class PrometheusNumber {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @throws IllegalArgumentException if the answer does not hold exactly one number */
    static double parse(String answer) {
        String text = answer.strip();
        return text.startsWith("{") ? parseQueryAnswer(text) : parseTextFormat(text);
    }

    private static double parseQueryAnswer(String text) {
        JsonNode data;
        try {
            data = JSON.readTree(text).path("data");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the answer is not JSON");
        }
        JsonNode result = data.path("result");
        if (data.path("resultType").asString("").equals("scalar")) {
            return parseNumber(result.path(1).asString(""));
        }
        requireOne(result.size());
        return parseNumber(result.path(0).path("value").path(1).asString(""));
    }

    private static double parseTextFormat(String text) {
        List<String> samples = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        requireOne(samples.size());
        String sample = samples.get(0);
        String[] words = sample.substring(sample.lastIndexOf('}') + 1).strip().split("\\s+");
        boolean named = sample.indexOf('}') < 0 && words.length > 1;
        return parseNumber(words[named ? 1 : 0]);
    }

    private static void requireOne(int samples) {
        if (samples != 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "the answer holds %d samples, one is expected", samples));
        }
    }

    private static double parseNumber(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the answer holds no number");
        }
    }

    private PrometheusNumber() {}
}
