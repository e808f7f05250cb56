package io.eligo.rollout.triggers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trigger and its verdict.
 *
 * @param evidenceFrom windows that began earlier do not count; {@link Instant#MAX} if no window counts yet
 * @param windows the last judged windows that count, the newest first
 */
public record TriggerState(Trigger trigger, Instant evidenceFrom, List<WindowResult> windows) {
    static TriggerState of(Trigger trigger, Instant judgedUntil, List<WindowResult> judged, Instant evidenceFrom) {
        var windows = new ArrayList<WindowResult>();
        for (int i = 0; i < trigger.ofWindows(); i++) {
            Instant endsAt = judgedUntil.minus(trigger.window().multipliedBy(i));
            if (endsAt.minus(trigger.window()).isBefore(evidenceFrom)) {
                break;
            }
            judged.stream()
                    .filter(window -> window.endsAt().equals(endsAt))
                    .findFirst()
                    .ifPresent(windows::add);
        }
        return new TriggerState(trigger, evidenceFrom, List.copyOf(windows));
    }

    /** Bad if at least {@code badWindows} of the windows are bad; good if all {@code ofWindows} are present and good. */
    public Verdict verdict() {
        if (count(Verdict.BAD) >= trigger.badWindows()) {
            return Verdict.BAD;
        }
        return count(Verdict.GOOD) == trigger.ofWindows() ? Verdict.GOOD : Verdict.NOT_ENOUGH_DATA;
    }

    public Optional<WindowResult> newest() {
        return windows.stream().findFirst();
    }

    /** How many more requests, reads, comparisons or readings the newest window needed; the whole sample without a window. */
    public long missing() {
        return newest().map(WindowResult::missing).orElse(trigger.minimumSample());
    }

    public @Nullable Double value() {
        return newest().map(WindowResult::value).orElse(null);
    }

    /** Why there is no verdict; null if there is one. */
    public @Nullable String note() {
        if (verdict() != Verdict.NOT_ENOUGH_DATA) {
            return null;
        }
        WindowResult last = newest().orElse(null);
        if (last == null) {
            return evidenceFrom.equals(Instant.MAX)
                    ? "the switch has not been set yet; windows count from then on"
                    : "no window has ended yet";
        }
        if (last.note() != null) {
            return last.note();
        }
        if (last.missing() > 0) {
            return String.format(
                    Locale.ROOT,
                    "%d %s missing",
                    last.missing(),
                    trigger.metric().sampleUnit());
        }
        return String.format(Locale.ROOT, "%d of %d windows are good", count(Verdict.GOOD), trigger.ofWindows());
    }

    /** The newest bad window of a trigger that is bad. */
    WindowResult newestBad() {
        return windows.stream()
                .filter(window -> window.verdict() == Verdict.BAD)
                .findFirst()
                .orElseThrow();
    }

    long count(Verdict verdict) {
        return windows.stream().filter(window -> window.verdict() == verdict).count();
    }
}
