package io.eligo.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The series that a PromQL expression selects, and the labels by which it groups them. Prometheus itself checks the syntax. */
final class PromQuery {
    // A range in brackets is one token: it contains no series.
    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^]]*]|[a-zA-Z_:][\\w:]*|[0-9.][\\w.]*|=~|!~|!=|\\S");

    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OTHER_WORDS = Set.of("and", "or", "unless", "bool", "offset", "NaN", "Inf");

    /** A metric with the matchers of its labels: the label, and the values that are named. */
    record Selector(String metric, Map<String, List<String>> labels) {}

    private final List<String> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupingLabels = new HashSet<>();
    private int position;

    private PromQuery(String expression) {
        tokens = TOKEN.matcher(expression).results().map(MatchResult::group).toList();
    }

    static PromQuery parse(String expression) {
        var query = new PromQuery(expression);
        while (query.position < query.tokens.size()) {
            query.readNext();
        }
        return query;
    }

    List<Selector> selectors() {
        return selectors;
    }

    Set<String> groupingLabels() {
        return groupingLabels;
    }

    private void readNext() {
        String token = tokens.get(position++);
        if (GROUPING.contains(token)) {
            readGrouping();
        } else if (token.equals("{")) {
            throw new IllegalArgumentException("a selector without a metric's name: " + tokens);
        } else if (token.matches("[a-zA-Z_:][\\w:]*") && !OTHER_WORDS.contains(token) && !isFunction()) {
            selectors.add(new Selector(token, readMatchers()));
        }
    }

    private boolean isFunction() {
        return peek().equals("(") || GROUPING.contains(peek());
    }

    private void readGrouping() {
        if (!peek().equals("(")) {
            return;
        }
        position++;
        for (String label = tokens.get(position++); !label.equals(")"); label = tokens.get(position++)) {
            if (!label.equals(",")) {
                groupingLabels.add(label);
            }
        }
    }

    private Map<String, List<String>> readMatchers() {
        var labels = new LinkedHashMap<String, List<String>>();
        if (!peek().equals("{")) {
            return labels;
        }
        position++;
        while (!peek().equals("}")) {
            String label = tokens.get(position++);
            if (!label.equals(",")) {
                String operator = tokens.get(position++);
                String value = tokens.get(position++);
                String text = value.substring(1, value.length() - 1);
                labels.put(label, operator.endsWith("~") ? List.of(text.split("\\|")) : List.of(text));
            }
        }
        position++;
        return labels;
    }

    private String peek() {
        return position < tokens.size() ? tokens.get(position) : "";
    }
}
