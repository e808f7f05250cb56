package io.eligo.importing;

import static io.eligo.importing.ImportFolderFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** "Live now or later" is evaluated at the clock that decides windows. */
@TestPropertySource(properties = "eligo.clock=2900-01-01T00:00:00Z")
class OfferLossGuardClockTest extends ImportTestBase {
    @Test
    void offersThatAreOverByTheClockMayBeRemoved() {
        offersUntil("2899-12-31T23:59:59Z");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.replace("exclusive_offers.csv", ",true,,All,", ",true,,,");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
    }

    @Test
    void offersThatEndAtThatInstantMayNotBeRemoved() {
        offersUntil("2900-01-01T00:00:00Z");
        assertThat(importFixture.run(folder).isCompleted()).isTrue();
        folder.replace("exclusive_offers.csv", ",true,,All,", ",true,,,");
        assertThat(importFixture.run(folder).halted()).isTrue();
    }

    private void offersUntil(String end) {
        folder.add(
                        "exclusive_offers.csv",
                        IntStream.range(0, 30)
                                .mapToObj(n -> id(1000 + n) + "," + id(1) + ",Offer " + n + ",,2020-01-01T00:00:00Z,"
                                        + end + ",true,,All,10,1,Approved")
                                .toArray(String[]::new))
                .add(
                        "offer_outlets.csv",
                        IntStream.range(0, 30)
                                .mapToObj(n -> "Exclusive," + id(1000 + n) + "," + id(11))
                                .toArray(String[]::new));
    }
}
