package io.eligo.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.TextFolding;
import io.eligo.rules.Window;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Offers come, change and go, and are searched for, against looking through all of them. */
class SelectionTest {
    private static final int CHANGES = 2_000;
    private static final int NUMBERS = 150;
    private static final List<String> LETTERS = List.of("a", "b", "É", "ß", "😀", " ", "A", "\0", "\uFFFF");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final SmallCatalog catalog = new SmallCatalog();

    @Test
    void aSearchFindsWhatMentionsItHoweverTheCatalogueCameToBeWhatItIs() {
        for (int i = 0; i < CHANGES; i++) {
            change();
            CatalogSnapshot snapshot = catalog.snapshot();
            String wanted = TextFolding.fold(text(1 + random.nextInt(5)));
            Selection found = snapshot.all().mentioning(wanted);
            for (int position = 0; position < snapshot.size(); position++) {
                assertThat(found.has(position))
                        .as(
                                "seed %d: '%s' in %s",
                                seed, wanted, snapshot.offer(position).texts())
                        .isEqualTo(snapshot.offer(position).mentions(wanted));
            }
        }
    }

    @Test
    void nothingIsFoundThatReachesFromOneTextIntoTheNext() {
        catalog.put(1, "ends", new Window(null, null));

        assertThat(catalog.snapshot().all().mentioning("ends").has(0)).isTrue();
        assertThat(catalog.snapshot().all().mentioning("duka").has(0)).isTrue();
        assertThat(catalog.snapshot().all().mentioning("endsduka").has(0)).isFalse();
        assertThat(catalog.snapshot().all().mentioning("endsaduka").has(0)).isFalse();
    }

    @Test
    void theOrderAndTheNumbersFollowToo() {
        for (int i = 0; i < CHANGES; i++) {
            change();
            CatalogSnapshot snapshot = catalog.snapshot();
            CatalogSnapshot anew = catalog.anew();
            int[] numbers = IntStream.range(0, NUMBERS).toArray();
            assertThat(snapshot.positions(numbers)).as("seed %d", seed).isEqualTo(anew.positions(numbers));
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
