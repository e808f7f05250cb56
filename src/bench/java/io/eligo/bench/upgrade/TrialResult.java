package io.eligo.bench.upgrade;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a trial, and the first faults of each kind in words. */
final class TrialResult {
    static final String ERRORS = "errors";
    static final String LOST = "lost changes";
    static final String WRONG = "wrong answers";
    private static final int EXAMPLES = 5;
    private static final int LONGEST_EXAMPLE = 500;

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> faults = new ConcurrentSkipListMap<>();

    TrialResult() {
        for (String kind : new String[] {ERRORS, LOST, WRONG}) {
            faults.put(kind, new LongAdder());
        }
    }

    void count(String what) {
        count(what, 1);
    }

    void count(String what, long number) {
        counts.computeIfAbsent(what, key -> new LongAdder()).add(number);
    }

    void fault(String kind, String example) {
        LongAdder found = faults.computeIfAbsent(kind, key -> new LongAdder());
        found.increment();
        if (found.sum() <= EXAMPLES) {
            System.out.println(
                    "FAULT " + kind + ": " + example.substring(0, Math.min(LONGEST_EXAMPLE, example.length())));
        }
    }

    /** Prints all counts; whether there is no fault. */
    boolean report() {
        counts.forEach((what, number) -> System.out.printf("%-50s %,12d%n", what, number.sum()));
        faults.forEach((what, number) -> System.out.printf("%-50s %,12d%n", what, number.sum()));
        return faults.values().stream().allMatch(number -> number.sum() == 0);
    }
}
