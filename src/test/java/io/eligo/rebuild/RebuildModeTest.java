package io.eligo.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.jobs.files.FullRebuildArguments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RebuildModeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # dry-run | unguarded | trust-events | limited | mode
            false     | false     | false        | true    | GUARDED
            false     | false     | true         | true    | TRUST_EVENTS
            false     | true      | false        | true    | UNGUARDED
            false     | true      | true         | true    | UNGUARDED
            false     | false     | false        | false   | UNGUARDED
            false     | false     | true         | false   | UNGUARDED
            true      | false     | false        | true    | DRY_RUN
            true      | true      | true         | false   | DRY_RUN
            """)
    void argumentsAndLossLimitsGiveTheMode(
            boolean dryRun, boolean unguarded, boolean trustEvents, boolean limited, RebuildMode mode) {
        assertThat(RebuildMode.of(new FullRebuildArguments(dryRun, unguarded, trustEvents), limited))
                .isEqualTo(mode);
    }
}
