package io.eligo.jobs.demodata;

import java.math.BigDecimal;

/** A limit and how much of it is used: nothing, some, exactly all, or more than all. */
record DemoBudget(BigDecimal limit, BigDecimal used) {
    static DemoBudget of(Draw draw) {
        // A net of 0 is never live.
        BigDecimal limit = draw.chance(0.01) ? BigDecimal.ZERO : BigDecimal.valueOf(draw.between(20, 5_000) * 1_000L);
        double drawn = draw.uniform();
        return new DemoBudget(limit, limit.multiply(used(drawn, draw)).setScale(2));
    }

    private static BigDecimal used(double drawn, Draw draw) {
        if (drawn < 0.20) {
            return BigDecimal.ZERO;
        }
        if (drawn < 0.23) {
            return BigDecimal.ONE;
        }
        int percent = drawn < 0.30 ? draw.between(101, 120) : draw.between(1, 99);
        return BigDecimal.valueOf(percent, 2);
    }
}
