package io.eligo.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arguments {@code name=value} of a benchmark. A word that is not accepted ends the program with 2. */
public final class BenchArguments {
    private final Map<String, String> values = new LinkedHashMap<>();

    private BenchArguments() {}

    /** @param defaults {@code name=value} for each argument; the words override them */
    public static BenchArguments parse(String[] words, String... defaults) {
        var arguments = new BenchArguments();
        for (String word : defaults) {
            arguments.values.put(name(word), value(word));
        }
        for (String word : words) {
            if (!arguments.values.containsKey(name(word))) {
                throw rejected("accepted: %s, not '%s'".formatted(String.join(" ", defaults), word));
            }
            arguments.values.put(name(word), value(word));
        }
        return arguments;
    }

    private static String name(String word) {
        return word.split("=", 2)[0];
    }

    private static String value(String word) {
        return word.contains("=") ? word.split("=", 2)[1] : "";
    }

    /** Prints the message and ends the program; the result lets a caller throw, as the compiler does not know that. */
    public static IllegalArgumentException rejected(String message) {
        System.err.println(message);
        System.exit(2);
        return new IllegalArgumentException(message);
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no argument '%s'".formatted(name));
        }
        return value;
    }

    /** A whole number that is not negative. */
    public int number(String name) {
        if (!text(name).matches("\\d{1,9}")) {
            throw rejected("%s=%s: a whole number is needed".formatted(name, text(name)));
        }
        return Integer.parseInt(text(name));
    }

    /** A number that is not negative. */
    public double decimal(String name) {
        return decimal(name, text(name));
    }

    /** A number that is not negative, in the text of the argument. */
    static double decimal(String name, String text) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw rejected("%s=%s: a number such as 2 or 0.5 is needed".formatted(name, text));
        }
        return Double.parseDouble(text);
    }

    /** The argument {@code out}; its folder exists afterwards. */
    public Path out() throws IOException {
        Path out = Path.of(text("out"));
        Files.createDirectories(out.toAbsolutePath().getParent());
        return out;
    }

    /** What a file of results says about its run. */
    public Map<String, Object> about(String command) {
        var about = new LinkedHashMap<String, Object>(values);
        about.put("date", LocalDate.now().toString());
        about.put("processors", Runtime.getRuntime().availableProcessors());
        about.put("jdk", Runtime.version().toString());
        about.put("command", command);
        return about;
    }
}
