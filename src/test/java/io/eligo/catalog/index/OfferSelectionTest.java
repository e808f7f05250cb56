package io.eligo.catalog.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.catalog.CatalogFixture;
import io.eligo.catalog.CatalogSnapshot;
import io.eligo.rules.Window;
import io.eligo.rules.vocabulary.TextFolding;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares searches over added, changed and removed offers with a scan of all offers. */
class OfferSelectionTest {
    private static final int CHANGES = 2_000;
    private static final int NUMBERS = 150;
    private static final List<String> LETTERS = List.of("a", "b", "É", "ß", "😀", " ", "A", "\0", "\uFFFF");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final CatalogFixture catalog = new CatalogFixture();

    @Test
    void aSearchFindsAllMatchesAfterAnySequenceOfChanges() {
        for (int i = 0; i < CHANGES; i++) {
            change();
            CatalogSnapshot snapshot = catalog.snapshot();
            String wanted = TextFolding.fold(text(1 + random.nextInt(5)));
            OfferSelection found = snapshot.all().withText(wanted);
            for (int position = 0; position < snapshot.size(); position++) {
                assertThat(found.contains(position))
                        .as(
                                "seed %d: '%s' in %s",
                                seed, wanted, snapshot.offer(position).searchTexts())
                        .isEqualTo(snapshot.offer(position).containsText(wanted));
            }
        }
    }

    @Test
    void aMatchDoesNotSpanTwoTexts() {
        catalog.put(1, "ends", new Window(null, null));

        assertThat(catalog.snapshot().all().withText("ends").contains(0)).isTrue();
        assertThat(catalog.snapshot().all().withText("duka").contains(0)).isTrue();
        assertThat(catalog.snapshot().all().withText("endsduka").contains(0)).isFalse();
        assertThat(catalog.snapshot().all().withText("endsaduka").contains(0)).isFalse();
    }

    @Test
    void orderAndNumbersAreUpdatedToo() {
        for (int i = 0; i < CHANGES; i++) {
            change();
            CatalogSnapshot snapshot = catalog.snapshot();
            CatalogSnapshot anew = catalog.rebuild();
            int[] numbers = IntStream.range(0, NUMBERS).toArray();
            assertThat(snapshot.findPositions(numbers)).as("seed %d", seed).isEqualTo(anew.findPositions(numbers));
            assertThat(IntStream.range(0, snapshot.size()).mapToObj(snapshot::offer))
                    .as("seed %d", seed)
                    .extracting(CatalogOffer::offer)
                    .containsExactlyElementsOf(IntStream.range(0, anew.size())
                            .mapToObj(anew::offer)
                            .map(CatalogOffer::offer)
                            .toList());
        }
    }

    private void change() {
        int number = random.nextInt(NUMBERS);
        if (random.nextInt(3) == 0) {
            catalog.remove(number);
        } else {
            Instant from = Instant.EPOCH.plusSeconds(random.nextInt(20));
            catalog.put(number, text(random.nextInt(6)), new Window(from, null));
        }
    }

    private String text(int length) {
        return random.ints(length, 0, LETTERS.size()).mapToObj(LETTERS::get).collect(Collectors.joining());
    }
}
