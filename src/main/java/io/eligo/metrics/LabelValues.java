package io.eligo.metrics;

import io.eligo.platform.Role;
import java.util.List;
import java.util.Set;

/** Labels with their values, and sets of roles, that several metrics share. */
final class LabelValues {
    static final Set<Role> API = Set.of(Role.API);
    static final Set<Role> WEB = Set.of(Role.API, Role.CONSOLE);
    static final Set<Role> SCHEDULER = Set.of(Role.SCHEDULER);
    static final Set<Role> CACHE_MAINTENANCE = Set.of(Role.API, Role.SCHEDULER);
    /** The nodes that run jobs; they also read the metrics that are in the database. */
    static final Set<Role> JOB_NODES = Set.of(Role.SCHEDULER, Role.WORKER);

    static final Set<Role> ALL_BUT_CONSOLE = Set.of(Role.API, Role.SCHEDULER, Role.WORKER);
    static final Set<Role> ALL = Set.of(Role.values());

    static final MetricLabel JOB =
            MetricLabel.of("job", "demo-data", "full-rebuild", "import", "offer-changes", "retention", "user-changes");
    static final MetricLabel TABLE = MetricLabel.of("table", "user_grants", "outbox_event");
    static final MetricLabel SOURCE_TABLE = MetricLabel.of(
            "table",
            "merchant",
            "outlet",
            "payment_point",
            "cashback_configuration",
            "cashback_tier",
            "exclusive_offer",
            "loyalty_program",
            "loyalty_tier",
            "loyalty_reward",
            "offer_outlet",
            "customer_type");

    /** The values of {@code extensions.limit}. */
    static final MetricLabel LIMIT = new MetricLabel(
            "limit",
            List.of(
                    "alias-length",
                    "aliases",
                    "batch",
                    "body-size",
                    "cost",
                    "depth",
                    "directives",
                    "fields",
                    "number",
                    "query-time-reads",
                    "response-fields",
                    "response-size",
                    "root-fields",
                    "trusted"));

    private LabelValues() {}
}
