package io.eligo.catalog;

import io.eligo.metrics.MeterFactory;
import io.eligo.metrics.MetricDefinition;
import io.eligo.platform.ConditionalOnRole;
import io.eligo.platform.OutageLog;
import io.eligo.platform.Role;
import io.eligo.platform.threads.Schedulers;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Refreshes the catalogue of a server periodically, prunes its log, and reports its age as a gauge. */
@Component
@ConditionalOnRole(Role.API)
@EnableConfigurationProperties(CatalogSettings.class)
class CatalogRefresher implements ApplicationRunner, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CatalogRefresher.class);

    private final Catalog catalog;
    private final TaskScheduler scheduler;
    private final CatalogSettings settings;
    private @Nullable ScheduledFuture<?> refreshes;
    private final OutageLog outage = new OutageLog(
            log, "Catalogue refresh failed, retrying: {}", "Catalogue refresh succeeded again after {} s");

    CatalogRefresher(
            Catalog catalog,
            @Qualifier(Schedulers.CATALOG_REFRESH) TaskScheduler scheduler,
            CatalogSettings settings,
            MeterFactory meters) {
        this.catalog = catalog;
        this.scheduler = scheduler;
        this.settings = settings;
        meters.gauge(MetricDefinition.CATALOG_AGE, this::age);
    }

    /** In seconds; NaN until the catalogue is loaded. */
    private double age() {
        CatalogView view = catalog.currentIfLoaded();
        return view == null ? Double.NaN : view.age().toMillis() / 1e3;
    }

    /**
     * Loads the catalogue before the server becomes ready. A server starts without it too, if the tables cannot be read: the
     * query-time resolver may answer, and until a refresh succeeds the health component is down.
     */
    @Override
    public void run(ApplicationArguments arguments) {
        refresh();
    }

    private void refresh() {
        try {
            catalog.refresh();
            outage.recordSuccess();
        } catch (RuntimeException e) {
            // The next refresh is a retry. The health component reports the failure too.
            outage.recordFailure(e);
        }
    }

    /** Runs in another thread than the refresh, because pruning takes long after many changes. */
    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT5M")
    void pruneLog() {
        try {
            catalog.pruneLog();
        } catch (DataAccessException | TransactionException e) {
            // The refresh has already logged that the database is unavailable.
            log.debug("Catalogue log not pruned, retrying in 5 minutes", e);
        }
    }

    @Override
    public synchronized void start() {
        refreshes = scheduler.scheduleWithFixedDelay(this::refresh, settings.refreshInterval());
    }

    @Override
    public synchronized void stop() {
        if (refreshes != null) {
            refreshes.cancel(false);
            refreshes = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return refreshes != null;
    }

    /** Stops after the web server: requests that are in progress at a shutdown read a current catalogue. */
    @Override
    public int getPhase() {
        return 0;
    }
}
