package io.eligo.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Another user's page and the liveness probe during a flood, requested now and then: the time that each takes. */
final class OtherUser {
    private static final int WARM_UP = 200;
    private static final long PAUSE = 50;
    private static final long MOST = 1_000;
    private static final String PAGE = "{ offers { edges { node { id name merchant { name } } } } }";

    private final FloodRequests requests;
    private final HttpRequest page;
    private final HttpRequest liveness;
    private final List<Long> pages = new ArrayList<>();
    private final List<Long> probes = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    OtherUser(FloodRequests requests, String token) {
        this.requests = requests;
        this.page = requests.document(token, PAGE);
        this.liveness = requests.get(null, "/actuator/health/liveness").build();
    }

    void warmUp() throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            String refusal = refusal(page);
            if (!refusal.isEmpty()) {
                throw new IllegalStateException("before the flood: " + refusal);
            }
        }
    }

    /** Sends both requests until {@code end}. */
    void watch(long end) throws InterruptedException {
        while (System.nanoTime() < end) {
            time(liveness, probes);
            time(page, pages);
            Thread.sleep(PAUSE);
        }
    }

    private void time(HttpRequest request, List<Long> times) throws InterruptedException {
        long begun = System.nanoTime();
        String refusal;
        try {
            refusal = refusal(request);
        } catch (IOException e) {
            refusal = request.uri().getPath() + ": " + e;
        }
        times.add((System.nanoTime() - begun) / 1_000_000);
        if (!refusal.isEmpty()) {
            refused.add(refusal);
        }
    }

    /** Empty where the answer is a success. */
    private String refusal(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = requests.send(request);
        boolean served = answer.statusCode() == 200 && !answer.body().contains("\"errors\"");
        return served ? "" : "%s: %d %s".formatted(request.uri().getPath(), answer.statusCode(), answer.body());
    }

    /** Checked after the flood. */
    boolean isServed() throws InterruptedException {
        try {
            return refusal(liveness).isEmpty() && refusal(page).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    List<String> faults() {
        var faults = new ArrayList<String>();
        if (share(probes, 1) > MOST) {
            faults.add("liveness took %d ms".formatted(share(probes, 1)));
        }
        if (share(pages, 0.99) > MOST) {
            faults.add("p99 of the other user's pages is %d ms".formatted(share(pages, 0.99)));
        }
        if (!refused.isEmpty()) {
            faults.add("%d answers to the other user or the probe were no success, first: %s"
                    .formatted(refused.size(), refused.get(0)));
        }
        return faults;
    }

    /** For a picture, in milliseconds. */
    Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        figures.put("liveness, at most", (double) share(probes, 1));
        figures.put("page, p99", (double) share(pages, 0.99));
        return figures;
    }

    private static long share(List<Long> times, double share) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "liveness at most %4d ms; pages p99 %4d ms, at most %4d ms",
                share(probes, 1),
                share(pages, 0.99),
                share(pages, 1));
    }
}
