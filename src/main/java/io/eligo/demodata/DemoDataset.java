package io.eligo.demodata;

import io.eligo.jobs.JobRefused;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.batch.core.job.parameters.JobParameters;

/** What there is to be: how many of each, and the seed that decides everything else. */
record DemoDataset(long seed, int users, int merchants, int offers) {
    /** Merchant 0 has most customers, each next one fewer. */
    private static final double SKEW = 0.8;

    private static final double FLATTENED_BY = 2;

    DemoDataset {
        if (merchants < 1) {
            throw new JobRefused(String.format(Locale.ROOT, "merchants=%d: there has to be one at least", merchants));
        }
    }

    static DemoDataset of(JobParameters arguments) {
        return new DemoDataset(
                Long.parseLong(argument(arguments, "seed")),
                Integer.parseInt(argument(arguments, "users")),
                Integer.parseInt(argument(arguments, "merchants")),
                Integer.parseInt(argument(arguments, "offers")));
    }

    enum EntityKind {
        MERCHANT,
        OUTLET,
        PAYMENT_POINT,
        OFFER,
        TIER,
        REWARD,
        USER
    }

    UUID id(EntityKind kind, long number) {
        return new SeededRandom(SeededRandom.key(seed, "id " + kind, number)).nextUuid();
    }

    /** What is drawn about a thing, the same however often it is asked. */
    SeededRandom randomFor(EntityKind kind, long number) {
        return new SeededRandom(SeededRandom.key(seed, kind.name(), number));
    }

    /** How often a merchant is chosen; few are big, many small. */
    static double merchantWeight(int merchant) {
        return StrictMath.pow(merchant + FLATTENED_BY + 1, -SKEW);
    }

    private static String argument(JobParameters arguments, String name) {
        return Objects.requireNonNull(arguments.getString(name), name);
    }
}
