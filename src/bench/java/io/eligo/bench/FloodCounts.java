package io.eligo.bench;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The requests that the clients of a flood sent, and the server's answers. */
final class FloodCounts {
    private static final int MOST_FAULTS = 3;
    private static final int LONGEST_FAULT = 300;

    private final Map<String, Long> answers = new TreeMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private long requests;
    private long cutOff;

    synchronized void sent() {
        requests++;
    }

    /** The server closed the connection before its answer. */
    synchronized void cutOff() {
        cutOff++;
    }

    void answered(HttpResponse<String> answer) {
        answered(answer.statusCode(), answer.request().uri() + " " + answer.body());
        if (answer.body().contains("INTERNAL_ERROR")) {
            fault("internal error: " + answer.body());
        }
    }

    /** @param what part of the message if the status is a fault of the server */
    void answered(int status, String what) {
        String kind = kind(status);
        synchronized (this) {
            answers.merge(kind, 1L, Long::sum);
        }
        if (kind.equals("other 5xx")) {
            fault("status %d: %s".formatted(status, what));
        }
    }

    private static String kind(int status) {
        if (status == 429 || status == 503) {
            return String.valueOf(status);
        }
        return status >= 500 ? "other 5xx" : status / 100 + "xx";
    }

    /** Keeps the first few faults: enough to find the cause. */
    void fault(String fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault.substring(0, Math.min(fault.length(), LONGEST_FAULT)));
        }
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public synchronized String toString() {
        return answers.entrySet().stream()
                .map(one -> "%s %d".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(
                        ", ",
                        "%7d requests, %d cut off; ".formatted(requests, cutOff),
                        answers.isEmpty() ? "none" : ""));
    }
}
