import io.eligo.bench.AbuseBench;
import io.eligo.bench.FreshnessBench;
import io.eligo.bench.LoadBench;
import io.eligo.bench.MergeBench;
import io.eligo.bench.ReadsBench;
import io.eligo.bench.RebuildBench;
import io.eligo.bench.SeedBench;
import java.util.Arrays;

/** Starts a benchmark: {@code java ops/bench/Bench.java NAME [key=value ...]}; the scripts in this folder call it. */
class Bench {
    public static void main(String[] words) throws Exception {
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);
        switch (words[0]) {
            case "rebuild" -> RebuildBench.run(arguments);
            case "freshness" -> FreshnessBench.run(arguments);
            case "merge" -> MergeBench.run(arguments);
            case "reads" -> ReadsBench.run(arguments);
            case "seed" -> SeedBench.run(arguments);
            case "abuse" -> AbuseBench.run(arguments);
            case "load" -> LoadBench.run(arguments);
            default -> throw new IllegalArgumentException(
                    "unknown benchmark '%s', accepted: rebuild, freshness, merge, reads, seed, abuse, load".formatted(words[0]));
        }
    }
}
