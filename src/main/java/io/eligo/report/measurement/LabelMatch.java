package io.eligo.report.measurement;

import io.eligo.jobs.files.BadArguments;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A label that the series of this installation have, where one Prometheus scrapes several. */
public record LabelMatch(String label, String value) {
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** @throws BadArguments saying what is accepted */
    public static List<LabelMatch> parse(String text) {
        return Arrays.stream(text.split(",", -1)).map(LabelMatch::parseOne).toList();
    }

    private static LabelMatch parseOne(String text) {
        int equals = text.indexOf('=');
        String label = equals < 0 ? text : text.substring(0, equals);
        if (equals < 0 || !LABEL.matcher(label).matches()) {
            throw new BadArguments(String.format(
                    Locale.ROOT, "--labels= contains '%s'; accepted: LABEL=VALUE, several separated by commas", text));
        }
        return new LabelMatch(label, text.substring(equals + 1));
    }

    String toPromQl() {
        return label + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
