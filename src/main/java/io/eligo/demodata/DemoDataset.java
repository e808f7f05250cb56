package io.eligo.demodata;

import io.eligo.jobs.JobRefused;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.batch.core.job.parameters.JobParameters;

/** The size of the generated data and the seed that determines everything else. */
record DemoDataset(long seed, int users, int merchants, int offers) {
    /** Merchant 0 has the most customers, each following one fewer. */
    private static final double SKEW = 0.8;

    private static final double FLATTENED_BY = 2;

    DemoDataset {
        if (merchants < 1) {
            throw new JobRefused(String.format(Locale.ROOT, "merchants=%d: at least 1 is required", merchants));
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

    /** The random stream of one entity, the same at every call. */
    SeededRandom randomFor(EntityKind kind, long number) {
        return new SeededRandom(SeededRandom.key(seed, kind.name(), number));
    }

    /** The weight with which a merchant is drawn: few merchants are large, many are small. */
    static double merchantWeight(int merchant) {
        return StrictMath.pow(merchant + FLATTENED_BY + 1, -SKEW);
    }

    private static String argument(JobParameters arguments, String name) {
        return Objects.requireNonNull(arguments.getString(name), name);
    }
}
