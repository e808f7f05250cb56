package io.eligo.graphql;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** An answer being put together: what is {@link Rendered} stays where it is, and is not copied to stand beside the rest. */
final class Pieces {
    private static final int BESIDE = 512;

    private final AnswerBudget budget;
    private final List<Rendered> done = new ArrayList<>();
    private Utf8 open;

    /** @param budget of which what is {@link Rendered} has been spent already */
    Pieces(AnswerBudget budget) {
        this.budget = budget;
        this.open = new Utf8(BESIDE, budget);
    }

    /** Where to write what comes next. */
    Utf8 open() {
        return open;
    }

    void add(Rendered piece) {
        done.add(new Rendered(open.bytes(), open.length()));
        done.add(piece);
        budget.spend(open.length(), 0);
        open = new Utf8(BESIDE, budget);
    }

    int length() {
        return done.stream().mapToInt(Rendered::length).sum() + open.length();
    }

    void writeTo(OutputStream out) throws IOException {
        for (Rendered piece : done) {
            out.write(piece.bytes(), 0, piece.length());
        }
        out.write(open.bytes(), 0, open.length());
    }
}
