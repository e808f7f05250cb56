package io.eligo.report;

import io.eligo.jobs.files.BadArguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command's own options among the words that begin with {@code --}. Names of settings contain a dot; other words are
 * mistyped options.
 *
 * @param own values by name
 * @param settings words for Spring Boot
 */
record ReportOptions(Map<String, String> own, List<String> settings) {
    private static final List<String> NAMES =
            List.of("prometheus", "format", "output", "baseline", "end", "labels", "think");

    /** @throws BadArguments if a name is unknown, comes twice or has no value; it does not repeat values */
    static ReportOptions parse(String... words) {
        var own = new HashMap<String, String>();
        var settings = new ArrayList<String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = word.substring(2, equals < 0 ? word.length() : equals);
            if (name.contains(".")) {
                settings.add(word);
            } else if (!NAMES.contains(name)) {
                throw new BadArguments(
                        String.format(Locale.ROOT, "report has no option --%s; options: %s", name, names()));
            } else if (equals < 0) {
                throw new BadArguments(
                        String.format(Locale.ROOT, "--%s has no value; accepted: --%s=VALUE", name, name));
            } else if (own.put(name, word.substring(equals + 1)) != null) {
                throw new BadArguments(String.format(Locale.ROOT, "--%s= is given twice", name));
            }
        }
        return new ReportOptions(own, settings);
    }

    private static String names() {
        return NAMES.stream().map(name -> "--" + name + "=").collect(Collectors.joining(", "));
    }
}
