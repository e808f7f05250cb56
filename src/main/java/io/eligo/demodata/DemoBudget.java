package io.eligo.demodata;

import java.math.BigDecimal;

/** A budget limit and its used amount: nothing, some, exactly all, or more than all. */
record DemoBudget(BigDecimal limit, BigDecimal used) {
    static DemoBudget of(SeededRandom random) {
        // A net budget of 0 is never live.
        BigDecimal limit = random.nextBoolean(0.01)
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(random.nextIntBetween(20, 5_000) * 1_000L);
        double drawn = random.nextDouble();
        return new DemoBudget(limit, limit.multiply(used(drawn, random)).setScale(2));
    }

    private static BigDecimal used(double drawn, SeededRandom random) {
        if (drawn < 0.20) {
            return BigDecimal.ZERO;
        }
        if (drawn < 0.23) {
            return BigDecimal.ONE;
        }
        int percent = drawn < 0.30 ? random.nextIntBetween(101, 120) : random.nextIntBetween(1, 99);
        return BigDecimal.valueOf(percent, 2);
    }
}
