package io.eligo.jobs.progress;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a progress bar on a terminal. */
public final class ProgressBarReporter implements Progress {
    private volatile @Nullable ProgressBar bar;

    @Override
    public synchronized void begin(String what, long total) {
        end();
        bar = new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(total == 0 ? -1 : total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
    }

    @Override
    public void advance(long by) {
        ProgressBar current = bar;
        if (current != null) {
            current.stepBy(by);
        }
    }

    @Override
    public synchronized void end() {
        ProgressBar current = bar;
        if (current != null) {
            current.close();
            bar = null;
        }
    }
}
