import io.gatling.javaapi.core.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/** Response times by request and interval, and the answers that were wrong or late, as JSON: Gatling's own report is a web page. */
final class Results {
    private static final long INTERVAL_NANOS = 10_000_000_000L;
    private static final int DIGITS = 3;

    private volatile long begun = System.nanoTime();
    private final Path file;
    private final Map<String, Request> requests = new ConcurrentHashMap<>();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder late = new LongAdder();

    private static final class Request {
        private final Map<Long, ConcurrentHistogram> intervals = new ConcurrentSkipListMap<>();
        private final LongAdder failed = new LongAdder();
    }

    Results(Path file) {
        this.file = file;
    }

    /** The intervals begin now. */
    void begin() {
        begun = System.nanoTime();
    }

    /** Counts the request that has just ended, and returns a session without its failure. */
    Session record(Session session, String name) {
        Request request = requests.computeIfAbsent(name, key -> new Request());
        if (session.isFailed()) {
            request.failed.increment();
            return session.markAsSucceeded();
        }
        request.intervals
                .computeIfAbsent((System.nanoTime() - begun) / INTERVAL_NANOS, key -> new ConcurrentHistogram(DIGITS))
                .recordValue(session.getInt("millis"));
        return session;
    }

    /** Late: the change had not arrived when the server answered. Wrong: it had arrived and the answer does not contain it. */
    Session recordAfterChange(Session session, String name, boolean visible) {
        if (!session.isFailed()) {
            if (!"true".equals(session.getString("arrived"))) {
                late.increment();
            } else if (visible == "".equals(session.getString("found"))) {
                wrong.increment();
            }
        }
        return record(session, name);
    }

    void write() {
        var document = new LinkedHashMap<String, Object>();
        document.put("wrong", wrong.sum());
        document.put("late", late.sum());
        var byName = new TreeMap<String, Object>();
        requests.forEach((name, request) -> byName.put(name, summary(request)));
        document.put("requests", byName);
        new JsonMapper().writeValue(file, document);
    }

    /** The last interval is left out if it is not complete. */
    private Map<String, Object> summary(Request request) {
        long complete = (System.nanoTime() - begun) / INTERVAL_NANOS;
        var all = new Histogram(DIGITS);
        List<Map<String, Object>> intervals = new ArrayList<>();
        request.intervals.forEach((interval, histogram) -> {
            all.add(histogram);
            if (interval < complete) {
                Map<String, Object> figures = figures(histogram);
                figures.put("seconds", (interval + 1) * (INTERVAL_NANOS / 1_000_000_000L));
                intervals.add(figures);
            }
        });
        Map<String, Object> summary = figures(all);
        summary.put("failed", request.failed.sum());
        summary.put("intervals", intervals);
        return summary;
    }

    private static Map<String, Object> figures(Histogram histogram) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("count", histogram.getTotalCount());
        for (int percentile : new int[] {50, 95, 99}) {
            figures.put("p" + percentile, histogram.getValueAtPercentile(percentile));
        }
        figures.put("max", histogram.getMaxValue());
        return figures;
    }
}
